using Heliograph.Broker.Recovery;
using Heliograph.Broker.Recovery.Archive;
using Heliograph.Storage;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Inspection;

namespace Heliograph.Server.Maintenance;

/// <summary>Checks a stored state in all its depth, and changes nothing: files, records, and that a broker can be restored.</summary>
internal static class StoreInspection
{
    /// <exception cref="OperatorException">There is none, a broker runs on it, another version wrote it, or the disk fails.</exception>
    public static StoreFindings Run(StoreLocation location, Action<RecoveryProgress> progress)
    {
        using var held = location.LockJournal();
        return StoreFailure.Guard(() => Examine(location, progress));
    }

    /// <summary>The same for whoever holds the lock.</summary>
    internal static StoreFindings Examine(StoreLocation location, Action<RecoveryProgress> progress)
    {
        var found = new StoreFindings
        {
            Files = StoreCheck.Run(new FileDisk(location.Journal)),
            Bytes = JournalFiles.Bytes(location.Journal),
        };
        return found.Files.IsWhole ? Restore(found, location.Journal, progress) : found;
    }

    private static StoreFindings Restore(StoreFindings found, string folder, Action<RecoveryProgress> progress)
    {
        try
        {
            using var store = OfflineStore.Look(folder, progress);
            var messages = NeededMessages.Of(store.Broker);
            var lost = LostMessages.Of(store, messages);
            return found with
            {
                State = StateSummary.Of(store.Broker),
                Messages = messages.Count,
                Unreadable = lost.Places,
                Lost = lost.Deliveries,
            };
        }
        catch (StorageException failure) when (failure.Damage is not null)
        {
            return found with { NotRestored = failure.Problem };
        }
        catch (Exception fault) when (fault is not (StorageException or IOException or OperationCanceledException))
        {
            // Records that are whole and that the engine cannot take are what a check is to find, whatever it says of them.
            return found with { NotRestored = $"the records are whole, but the state cannot be restored from them: {fault.Message.TrimEnd('.')}" };
        }
    }
}
