using Heliograph.Storage.Disks;
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
        var first = from == 0 ? 0 : folder.Segments.ToList().FindLastIndex(segment => segment.Start <= from && from <= segment.End);
        if (folder.Segments.Count == 0 || first < 0 || folder.Segments[first].IsCompacted || (from == 0 && folder.Segments[0].Start != Segment.FirstStart))
        {
            picture._damages.Add(Damage(FileNames.OfSegment(from == 0 ? Segment.FirstStart : from), 0, "the segment in which the log begins is missing"));
            return picture;
        }

        for (var i = first; i < folder.Segments.Count; i++) picture.Scan(folder.Disk, folder.Segments[i], i == first ? from : 0);
        picture.Judge();
        return picture;
    }

    private void Scan(IDisk disk, Segment segment, long from)
    {
        using var file = disk.OpenRead(segment.Name);
        var scan = FrameScan.Of(file, segment.Start, Math.Max(from, segment.FirstRecord), segment.Length);
        _parts.Add((segment, scan));
        DurableTo = Math.Max(DurableTo, scan.DurableTo);
    }

    private void Judge()
    {
        for (var i = 0; i < _parts.Count && TornTail is null; i++)
        {
            var (segment, scan) = _parts[i];
            foreach (var hole in scan.Holes) Judge(segment, hole, "the record is not as it was written");
            var isLast = _parts.Skip(i + 1).All(part => part.Scan.IsEmpty);
            if (i + 1 < _parts.Count && _parts[i + 1].Segment.Start != segment.End)
                _damages.Add(Damage(segment.Name, scan.DataEnd - segment.Start, $"the segment after it, {FileNames.OfSegment(segment.End)}, is missing"));
            else if (isLast)
            {
                JudgeEnd(segment, scan);
                return;
            }
            else if (_parts[i + 1].Scan.First is { } mark && mark.PreviousEnd != scan.DataEnd)
                Judge(segment, new(scan.DataEnd, Math.Max(scan.DataEnd, mark.PreviousEnd), IsOneRecord: false), "records are missing at the end of the segment");
        }
    }

    private void JudgeEnd(Segment segment, FrameScan scan)
    {
        if (scan.DataEnd < DurableTo) Judge(segment, new(scan.DataEnd, DurableTo, IsOneRecord: false), "records are missing at the end of the log");
        else if (scan.HasScraps && TornTail is null) TornTail = Damage(segment.Name, scan.DataEnd - segment.Start, "the end of the log is torn");
    }

    private void Judge(Segment segment, Hole hole, string what)
    {
        if (TornTail is not null) return;
        var damage = new Damage(segment.Name, hole.Start - segment.Start, what)
        {
            Bytes = hole.Bytes, RecordsLost = hole.IsOneRecord ? 1 : null,
        };
        if (hole.Start < DurableTo) _damages.Add(damage);
        else TornTail = damage with { What = "the end of the log is torn", Bytes = 0, RecordsLost = null };
    }

    private static Damage Damage(string file, long offset, string what) => new(file, offset, what);
}
