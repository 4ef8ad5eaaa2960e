using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Reading;
using Heliograph.Storage.Recovery;
using Heliograph.Storage.Segments;
using Heliograph.Storage.Snapshots;
using Heliograph.Storage.Writing;

namespace Heliograph.Storage;

/// <summary>The parts of a journal that is recovered and can be appended to.</summary>
internal sealed class LiveLog : IDisposable
{
    public LiveLog(
        IDisk disk, StorageOptions options, FrameSeal seal, RecoveredLog recovered, SegmentSupply supply, EventOutbox events)
    {
        foreach (var segment in recovered.Segments) Segments.Add(segment);
        var present = recovered.Segments[^1];
        Supply = supply;
        supply.Begin(present);
        Pending = new(Segments, supply, recovered.End, options);
        Writer = new(Pending, supply, seal, options, events);
        Writer.Begin(present, recovered.File, recovered.End);
        Reader = new(disk, seal, Segments, options.CachedBlocksMax, () => Writer.Written);
        Snapshots = new(disk, options, seal, Pending, Writer, Segments, supply, Reader, events);
        Snapshots.Begin(recovered.SnapshotPosition, recovered.SnapshotBytes);
    }

    public SegmentList Segments { get; } = new();

    public SegmentSupply Supply { get; }

    public PendingLog Pending { get; }

    public LogWriter Writer { get; }

    public MessageReader Reader { get; }

    public SnapshotKeeper Snapshots { get; }

    public void Dispose()
    {
        Writer.Dispose();
        Supply.Dispose();
        Reader.Dispose();
    }
}
