using Heliograph.Storage.Framing;
using Heliograph.Storage.Recovery;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Inspection;

/// <summary>Makes the log after the snapshot readable from its beginning to its end.</summary>
/// <remarks>
/// What cannot be read is covered, never closed up: records keep their positions. And no position that was durable is ever
/// given again, since something may still refer to it. What is written is no more than the files there are and a bound: a
/// claim that goes beyond is not mended.
/// </remarks>
internal sealed class LogRepair(StoreFolder folder, LogPicture log, long snapshotPosition, RepairedFiles files)
{
    private const long SpareBytes = 64 << 10;
    private const long LostBytesMax = 1L << 30; // that are believed to have been where nothing is now, besides as much as there is

    public void Run()
    {
        if (log.Parts.Count == 0)
        {
            MakeFirst();
            return;
        }

        var (end, previous) = (0L, default(Segment)); // where the data of the part before end
        foreach (var (segment, scan) in log.Parts)
        {
            if (scan.IsEmpty && previous is not null && previous.End == segment.Start) break;
            if (previous is not null && previous.End != segment.Start)
                end = files.Make(new(previous.End, Believable(segment.Start - previous.End)), end, fillTo: 0);
            foreach (var hole in scan.Holes.Where(hole => hole.Start < log.DurableTo))
                files.Cover(segment, hole.Start, hole.End, end);
            if (previous is not null && scan.First is { } mark && mark.PreviousEnd != end) files.Join(segment, end);
            (end, previous) = (scan.DataEnd, segment);
            if (scan.HasScraps && scan.DataEnd < log.DurableTo) files.ClearRest(segment, scan.DataEnd);
        }

        if (previous is not null && end < log.DurableTo) Prolong(previous, end);
    }

    // Up to where it was durable.
    private void Prolong(Segment last, long end)
    {
        var to = Math.Max(log.DurableTo, end + SpareBytes);
        if (to <= last.End)
        {
            files.Cover(last, end, to, previousEnd: end);
            return;
        }

        var next = new Segment(last.End, Believable(log.DurableTo - last.End) + (2 * SpareBytes));
        files.Make(next, end, fillTo: Math.Max(log.DurableTo, next.FirstRecord + SpareBytes));
    }

    // The segment in which the log begins is lost.
    private void MakeFirst()
    {
        var before = folder.Segments.LastOrDefault(segment => segment.Start <= snapshotPosition);
        var after = folder.Segments.FirstOrDefault(segment => segment.Start > snapshotPosition);
        var start = Math.Max(before?.End ?? Segment.FirstStart, snapshotPosition - FileHeader.Bytes);
        var end = after?.Start ?? Math.Max(start, log.DurableTo) + (2 * SpareBytes);
        var fillTo = after is null ? log.DurableTo : 0;
        files.Make(new(start, Believable(end - start)), Math.Max(snapshotPosition, start), fillTo);
    }

    private long Believable(long bytes)
    {
        var bytesMax = Math.Min(folder.Segments.Sum(segment => segment.Length) + LostBytesMax, Segment.LengthMax - (2 * SpareBytes));
        if (bytes <= bytesMax) return bytes;
        throw new StorageException(
            $"the journal in {folder.Disk.Folder} says that {bytes} bytes are missing, and no more than {bytesMax} can be made up for",
            "Restore a copy of the folder");
    }
}
