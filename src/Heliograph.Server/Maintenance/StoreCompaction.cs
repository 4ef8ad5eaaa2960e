using Heliograph.Storage;
using Heliograph.Storage.Disks;

namespace Heliograph.Server.Maintenance;

/// <summary>Writes the stored state anew, in as little space as it takes.</summary>
internal static class StoreCompaction
{
    /// <exception cref="OperatorException">
    /// There is none, a broker runs on it, it is damaged, or the disk fails or is full.
    /// </exception>
    public static CompactionReport Run(StoreLocation location, Action<RecoveryProgress> progress)
    {
        using var held = location.LockJournal();
        return StoreFailure.Guard(() =>
        {
            var before = JournalFiles.Bytes(location.Journal);
            var troubles = new List<string>();
            var options = location.Options with { Level = DurabilityLevel.Fsync };
            using (var store = OfflineStore.Open(new FileDisk(location.Journal), options, progress))
            {
                var events = Snapshot(store);
                if (events.Find(happened => happened.Kind is StorageEventKind.SnapshotFailed or StorageEventKind.Failed) is { } failed)
                    throw new IOException(failed.Text, failed.Cause);
                troubles.AddRange(events.Where(happened => happened.Kind == StorageEventKind.CompactionFailed).Select(happened => happened.Text));
            }

            return new CompactionReport(before, JournalFiles.Bytes(location.Journal), troubles);
        });
    }

    private static List<StorageEvent> Snapshot(OfflineStore store)
    {
        var events = new List<StorageEvent>();
        store.Journal.Attach(new()
        {
            Now = () => store.Clock,
            OnDurable = () => { },
            WriteState = store.Broker.WriteState,
            OnEvent = events.Add,
        });
        store.Journal.WriteSnapshot();
        return events;
    }
}
