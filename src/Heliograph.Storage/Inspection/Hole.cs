namespace Heliograph.Storage.Inspection;

/// <summary>A stretch of a file in which no frame can be read.</summary>
/// <param name="Start">The position of its first byte.</param>
/// <param name="End">Where the next whole frame begins, or ought to.</param>
/// <param name="IsOneRecord">Whether it is certain that one record was there and no more.</param>
internal readonly record struct Hole(long Start, long End, bool IsOneRecord)
{
    public long Bytes => End - Start;
}
