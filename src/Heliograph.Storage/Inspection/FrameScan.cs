using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Recovery;

namespace Heliograph.Storage.Inspection;

/// <summary>All that can be read of a file of frames, and the holes between.</summary>
internal sealed class FrameScan
{
    private const int WindowBytes = 64 << 20;
    private const int OverlapBytes = 2 << 20; // a frame that is searched for by its contents is shorter

    private readonly List<Hole> _holes = [];
    private readonly SearchBudget _budget = SearchBudget.OfRepair();

    private FrameScan()
    {
    }

    /// <summary>Ascending.</summary>
    public IReadOnlyList<Hole> Holes => _holes;

    /// <summary>The end of the last whole frame.</summary>
    public long DataEnd { get; private set; }

    /// <summary>Whether bytes that are no frame follow it.</summary>
    public bool HasScraps { get; private set; }

    /// <summary>The mark that a segment begins with; null when it is not there.</summary>
    public Mark? First { get; private set; }

    /// <summary>The furthest position that a mark calls durable.</summary>
    public long DurableTo { get; private set; }

    /// <summary>Records that are not storage's own.</summary>
    public long Records { get; private set; }

    public bool IsEmpty => Records == 0 && _holes.Count == 0 && !HasScraps && First is null;

    /// <summary>Reads a file from a position on.</summary>
    /// <param name="file">The file.</param>
    /// <param name="seal">Of the journal.</param>
    /// <param name="start">The position of its first byte.</param>
    /// <param name="from">The position of a frame.</param>
    /// <param name="length">Of the whole file, as it should be.</param>
    /// <param name="visit">Sees each whole frame; may be null.</param>
    public static FrameScan Of(IDiskFile file, FrameSeal seal, long start, long from, long length, FrameVisit? visit = null)
    {
        var scan = new FrameScan { DataEnd = from };
        var reader = new FrameReader(seal);
        reader.Begin(file, start, from, length);
        while (true)
        {
            var position = reader.Position;
            if (reader.Next(out var payload) is FrameState.Whole)
            {
                scan.Add(payload, position, isFirst: position == start + FileHeader.Bytes);
                scan.DataEnd = reader.Position;
                visit?.Invoke(position, payload);
                continue;
            }

            var next = FindNext(file, seal, position - start, length, position, scan);
            if (next == 0) return scan;
            reader.Begin(file, start, next, length);
        }
    }

    // Looks through windows, so that a snapshot of any size can be searched.
    private static long FindNext(IDiskFile file, FrameSeal seal, long offset, long length, long position, FrameScan scan)
    {
        var window = new byte[Math.Clamp(length - offset, 0, WindowBytes)];
        for (var at = offset; at < length; at += WindowBytes - OverlapBytes)
        {
            var bytes = window.AsSpan(0, file.Read(at, window));
            if (!bytes.ContainsAnyExcept((byte)0)) continue;
            scan.HasScraps = true;
            var next = DamageSurvey.FindNext(bytes, seal, position - offset + at, scan._budget, out var isOneRecord);
            if (next == 0) continue;
            scan.HasScraps = false;
            scan._holes.Add(new(position, next, isOneRecord && at == offset));
            return next;
        }

        return 0;
    }

    private void Add(ReadOnlySpan<byte> payload, long position, bool isFirst)
    {
        if (Mark.TryRead(payload, out var mark))
        {
            DurableTo = Math.Max(DurableTo, mark.DurableToAt(position));
            if (isFirst) First = mark;
        }
        else if (!OwnRecord.IsIn(payload))
        {
            Records++;
        }
    }
}
