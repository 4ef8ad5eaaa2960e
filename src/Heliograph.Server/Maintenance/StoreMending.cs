using Heliograph.Broker.Recovery.Archive;
using Heliograph.Server.Instance;
using Heliograph.Storage;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Inspection;

namespace Heliograph.Server.Maintenance;

/// <summary>A repair, from the findings that people decide on to the end. Keeps brokers off until it is disposed.</summary>
internal sealed class StoreMending : IDisposable
{
    private readonly StoreLocation _location;
    private readonly InstanceLock _held;
    private readonly Action<RecoveryProgress> _progress;

    private StoreMending(StoreLocation location, InstanceLock held, Action<RecoveryProgress> progress)
    {
        (_location, _held, _progress) = (location, held, progress);
        Findings = StoreFailure.Guard(() => StoreInspection.Examine(location, progress));
    }

    /// <summary>What is wrong: what cannot be read will be lost.</summary>
    public StoreFindings Findings { get; }

    /// <summary>False for records that are as they were written and make no sense: another version, or a fault of the program.</summary>
    public bool CanMend => Findings.NotRestored is null;

    /// <summary>Looks, and changes nothing.</summary>
    /// <exception cref="OperatorException">There is no journal, a broker runs on it, or another version wrote it.</exception>
    public static StoreMending Begin(StoreLocation location, Action<RecoveryProgress> progress)
    {
        var held = location.LockJournal();
        try
        {
            return new(location, held, progress);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Cuts out of the files what cannot be read, and then out of the queues what is not there any more.</summary>
    public MendingReport Run() => StoreFailure.Guard(() =>
    {
        IReadOnlyList<string> actions = [];
        if (!Findings.Files.IsWhole)
        {
            var repaired = StoreRepair.Run(new FileDisk(_location.Journal));
            actions = repaired.Actions;
            if (!repaired.After.IsWhole) return new(actions, [], new() { Files = repaired.After });
        }

        var found = StoreInspection.Examine(_location, _progress);
        if (found.NotRestored is not null || found.Lost.Count == 0) return new(actions, [], found);
        Drop();
        return new MendingReport(actions, found.Lost, StoreInspection.Examine(_location, _progress));
    });

    public void Dispose() => _held.Dispose();

    private void Drop()
    {
        var options = _location.Options with { Level = DurabilityLevel.Fsync };
        using var store = OfflineStore.Open(new FileDisk(_location.Journal), options, _progress);
        LostMessages.Of(store, NeededMessages.Of(store.Broker)).Drop(store.Journal);
        store.Journal.CommitOnce(store.Clock);
        if (store.Journal.Statistics().PendingBytes > 0)
            throw new IOException($"{_location.Journal} cannot be written");
    }
}
