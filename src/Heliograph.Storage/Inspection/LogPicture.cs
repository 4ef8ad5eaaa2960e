using Heliograph.Storage.Recovery;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Inspection;

/// <summary>All that can be read of a log after its snapshot, and what is wrong with it.</summary>
internal sealed class LogPicture
{
    private readonly List<(Segment Segment, FrameScan Scan)> _parts = [];
    private readonly List<Damage> _damages = [];

    private LogPicture()
    {
    }

    /// <summary>The segments that the next start replays, ascending.</summary>
    public IReadOnlyList<(Segment Segment, FrameScan Scan)> Parts => _parts;

    public IReadOnlyList<Damage> Damages => _damages;

    /// <summary>What is behind all that was durable.</summary>
    public Damage? TornTail { get; private set; }

    /// <summary>The log was durable up to here.</summary>
    public long DurableTo { get; private set; }

    public long Records => _parts.Sum(part => part.Scan.Records);

    /// <param name="folder">The folder.</param>
    /// <param name="snapshot">The newest snapshot, or null.</param>
    public static LogPicture Of(StoreFolder folder, SnapshotScan? snapshot)
    {
        var picture = new LogPicture { DurableTo = snapshot?.End?.LogEnd ?? 0 };
        var from = snapshot?.Position ?? 0;
        var first = IndexOfFirst(folder.Segments, from);
        if (first < 0)
        {
            picture._damages.Add(NoFirst(folder, snapshot));
            return picture;
        }

        for (var i = first; i < folder.Segments.Count; i++)
            picture.Scan(folder, folder.Segments[i], i == first ? from : 0);
        picture.Judge();
        return picture;
    }

    // The snapshot lists the segment that its position is in.
    private static Damage NoFirst(StoreFolder folder, SnapshotScan? snapshot)
    {
        const string begins = "the log begins in it";
        if (snapshot is null) return Damage.OfMissing(FileNames.OfSegment(Segment.FirstStart), begins);
        var start = (snapshot.End?.Segments ?? []).Select(row => row.Start).Where(start => start <= snapshot.Position).DefaultIfEmpty().Max();
        return start == 0 || folder.Segments.Any(segment => segment.Start == start)
            ? new(snapshot.Name, 0, "the segment of the log that follows the snapshot is missing")
            : Damage.OfMissing(FileNames.OfSegment(start), begins);
    }

    private static int IndexOfFirst(IReadOnlyList<Segment> segments, long from)
    {
        for (var i = segments.Count - 1; i >= 0; i--)
        {
            var segment = segments[i];
            var isFirst = from == 0 ? segment.Start == Segment.FirstStart : segment.Start <= from && from <= segment.End;
            if (isFirst) return segment.IsCompacted ? -1 : i;
        }

        return -1;
    }

    private void Scan(StoreFolder folder, Segment segment, long from)
    {
        using var file = folder.Disk.OpenRead(segment.Name);
        var scan = FrameScan.Of(file, folder.Seal, segment.Start, Math.Max(from, segment.FirstRecord), segment.Length);
        _parts.Add((segment, scan));
        DurableTo = Math.Max(DurableTo, scan.DurableTo);
    }

    private void Judge()
    {
        for (var i = 0; i < _parts.Count && TornTail is null; i++)
        {
            var (segment, scan) = _parts[i];
            foreach (var hole in scan.Holes) Judge(segment, hole, Damage.Unreadable);
            if (i + 1 < _parts.Count && _parts[i + 1].Segment.Start != segment.End)
            {
                _damages.Add(new(segment.Name, scan.DataEnd - segment.Start, MissingAfter(segment)));
            }
            else if (_parts.Skip(i + 1).All(part => part.Scan.IsEmpty))
            {
                JudgeEnd(segment, scan);
                return;
            }
            else if (_parts[i + 1].Scan.First is { } mark && mark.PreviousEnd != scan.DataEnd)
            {
                Judge(segment, Rest(scan, mark.PreviousEnd), "records are missing at the end of the segment");
            }
        }
    }

    private void JudgeEnd(Segment segment, FrameScan scan)
    {
        if (DurableTo > segment.End) Judge(segment, Rest(scan, DurableTo), MissingAfter(segment));
        else if (scan.DataEnd < DurableTo) Judge(segment, Rest(scan, DurableTo), "records are missing at the end of the log");
        else if (scan.HasScraps && TornTail is null) TornTail = new(segment.Name, scan.DataEnd - segment.Start, Damage.TornEnd);
    }

    private static string MissingAfter(Segment segment) => $"the segment after it, {FileNames.OfSegment(segment.End)}, is missing";

    private static Hole Rest(FrameScan scan, long to) => new(scan.DataEnd, Math.Max(scan.DataEnd, to), IsOneRecord: false);

    private void Judge(Segment segment, Hole hole, string what)
    {
        if (TornTail is not null) return;
        var offset = hole.Start - segment.Start;
        if (hole.Start < DurableTo) _damages.Add(Damage.OfBytes(segment.Name, offset, hole.Bytes, hole.IsOneRecord) with { What = what });
        else TornTail = new(segment.Name, offset, Damage.TornEnd);
    }
}
