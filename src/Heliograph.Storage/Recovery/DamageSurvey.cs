using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Recovery;

/// <summary>Finds out how much is lost at a damaged place: where the next whole record is, and how many follow.</summary>
internal static class DamageSurvey
{
    private const int KindMax = 63; // no record has a higher first byte
    private const int GuessedBytesMax = 1 << 20; // longer records are found through the marks behind them

    /// <summary>Adds to a damage what is known of its extent.</summary>
    public static Damage Of(IDisk disk, FrameSeal seal, IReadOnlyList<Segment> segments, Damage place, long position)
    {
        var index = SegmentList.IndexOf([.. segments], position);
        if (index < 0) return place;
        var next = FindNext(disk, seal, segments[index], position, SearchBudget.OfSurvey(), out var isOneRecord);
        if (next == 0)
        {
            index++;
            if (index == segments.Count) return place with { Bytes = segments[^1].End - position };
            next = segments[index].FirstRecord;
        }

        using var walk = new LogWalk(disk, seal, segments, index, next);
        var behind = 0L;
        while (walk.Next(out var payload))
        {
            if (!OwnRecord.IsIn(payload)) behind++;
        }

        return place with { Bytes = next - position, RecordsLost = isOneRecord ? 1 : null, RecordsBehind = behind };
    }

    /// <summary>The position of the next whole frame of a segment behind a damaged place; 0 when there is none.</summary>
    /// <param name="disk">The folder.</param>
    /// <param name="seal">Of the journal.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="position">The damaged place.</param>
    /// <param name="budget">For the whole search.</param>
    /// <param name="isOneRecord">Whether the damaged record's length is whole, so that nothing else is lost.</param>
    public static long FindNext(IDisk disk, FrameSeal seal, Segment segment, long position, SearchBudget budget, out bool isOneRecord)
    {
        using var file = disk.OpenRead(segment.Name);
        var bytes = new byte[segment.End - position];
        var read = bytes.AsSpan(0, file.Read(position - segment.Start, bytes));
        return FindNext(read, seal, position, budget, out isOneRecord);
    }

    /// <summary>The same in the bytes from the damaged place on.</summary>
    public static long FindNext(ReadOnlySpan<byte> bytes, FrameSeal seal, long position, SearchBudget budget, out bool isOneRecord)
    {
        isOneRecord = false;
        if (bytes.Length < Frame.HeaderBytes) return 0;
        var length = Frame.LengthOf(bytes);
        if (length > 0 && length < bytes.Length - Frame.HeaderBytes)
        {
            var behind = Frame.HeaderBytes + (int)length;
            isOneRecord = IsFrame(bytes[behind..], seal, position + behind, int.MaxValue, budget);
            if (isOneRecord) return position + behind;
        }

        for (var at = 1; at < bytes.Length - Frame.HeaderBytes; at++)
        {
            if (IsFrame(bytes[at..], seal, position + at, GuessedBytesMax, budget)) return position + at;
        }

        return 0;
    }

    private static bool IsFrame(ReadOnlySpan<byte> bytes, FrameSeal seal, long position, int lengthMax, SearchBudget budget)
    {
        if (bytes.Length <= Frame.HeaderBytes || bytes[Frame.HeaderBytes] > KindMax) return false;
        var length = Frame.LengthOf(bytes);
        if (length == 0 || length > lengthMax || length > bytes.Length - Frame.HeaderBytes) return false;
        return budget.TryPay(length) && seal.IsWhole(bytes[..(Frame.HeaderBytes + (int)length)], position);
    }
}
