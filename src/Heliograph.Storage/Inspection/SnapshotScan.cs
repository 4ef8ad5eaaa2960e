using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;
using Heliograph.Storage.Snapshots;

namespace Heliograph.Storage.Inspection;

/// <summary>All that can be read of a snapshot.</summary>
internal sealed class SnapshotScan
{
    private readonly List<Damage> _damages = [];

    private SnapshotScan(long position) => Position = position;

    public long Position { get; }

    public string Name => FileNames.OfSnapshot(Position);

    public long Records { get; private set; }

    /// <summary>Null when it cannot be read.</summary>
    public SnapshotEnd? End { get; private set; }

    public IReadOnlyList<Damage> Damages => _damages;

    public static SnapshotScan Of(IDisk disk, FrameSeal seal, long position)
    {
        var scan = new SnapshotScan(position);
        using var file = disk.OpenRead(scan.Name);
        var frames = FrameScan.Of(file, seal, start: 0, FileHeader.Bytes, file.Length, scan.Visit);
        foreach (var hole in frames.Holes)
        {
            scan._damages.Add(new(scan.Name, hole.Start, "the snapshot is not as it was written")
            {
                Bytes = hole.Bytes, RecordsLost = hole.IsOneRecord ? 1 : null,
            });
        }

        scan._damages.AddRange(scan.Ending(frames.DataEnd, file.Length));
        return scan;
    }

    private void Visit(long position, ReadOnlySpan<byte> payload)
    {
        if (SnapshotEnd.TryRead(payload, out var end)) End = end;
        else if (!OwnRecord.IsIn(payload)) Records++;
    }

    private IEnumerable<Damage> Ending(long dataEnd, long length)
    {
        if (End is null)
            yield return new(Name, dataEnd, "the end of the snapshot is missing") { Bytes = length - dataEnd };
        else if (dataEnd != length)
            yield return new(Name, dataEnd, "something follows the end of the snapshot") { Bytes = length - dataEnd };
        else if (End.Records != Records && _damages.Count == 0)
            yield return new(Name, dataEnd, $"the snapshot has {Records} records and not {End.Records}");
    }
}
