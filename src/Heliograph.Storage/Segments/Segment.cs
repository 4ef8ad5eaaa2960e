using Heliograph.Storage.Framing;

namespace Heliograph.Storage.Segments;

/// <summary>A stretch of the log, and the file that holds it.</summary>
/// <param name="start">The position of its first byte, which is the header's.</param>
/// <param name="length">Bytes, header included, filled or not.</param>
internal sealed class Segment(long start, long length)
{
    /// <summary>Where the log of a new journal begins. Above 0, which no record may have.</summary>
    public const long FirstStart = 0x1000;

    /// <summary>No segment is longer: an index of what it holds has 32 bits for each place.</summary>
    public const long LengthMax = uint.MaxValue;

    // Blocks that are cached are of this size, and a segment begins with one.
    private const long LengthUnit = 64 << 10;

    public long Start { get; } = start;

    public long Length { get; } = length;

    public long End => Start + Length;

    /// <summary>The position of the first record.</summary>
    public long FirstRecord => Start + FileHeader.Bytes;

    public string Name => FileNames.OfSegment(Start);

    /// <summary>Messages among the records, as far as they were counted. Guarded by whoever appends or replays.</summary>
    public long Messages { get; set; }

    /// <summary>Bytes of the records of those messages.</summary>
    public long MessageBytes { get; set; }

    /// <summary>Where the kept records are once the segment is compacted; null before. Guarded by the reader's lock.</summary>
    public KeptIndex? Kept { get; set; }

    public bool IsCompacted => Kept is not null;

    /// <summary>Bytes of the file.</summary>
    public long FileBytes => Kept?.FileBytes ?? Length;

    /// <summary>The segment after this one.</summary>
    /// <param name="frameBytes">What must fit; 0 for nothing in particular.</param>
    /// <param name="options">Say how segments grow.</param>
    /// <param name="isShort">Whether space is short: then they are small, so that what is dead of them is given back soon.</param>
    public Segment Next(long frameBytes, StorageOptions options, bool isShort)
    {
        var needed = FileHeader.Bytes + Mark.FrameBytes + frameBytes;
        var usual = isShort ? options.SegmentBytesMin : Math.Min(options.SegmentBytesMax, 2 * Length);
        return new(End, needed <= usual ? usual : (needed + LengthUnit - 1) / LengthUnit * LengthUnit);
    }
}
