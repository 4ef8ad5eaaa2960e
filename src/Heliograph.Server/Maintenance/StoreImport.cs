using Heliograph.Broker.Journal;
using Heliograph.Broker.Recovery;
using Heliograph.Broker.Recovery.Archive;
using Heliograph.Storage;
using Heliograph.Storage.Disks;

namespace Heliograph.Server.Maintenance;

/// <summary>Makes the journal of an instance from an archive. All of it or nothing.</summary>
/// <remarks>The journal is made in a folder beside its place, looked through, and then given its name.</remarks>
internal sealed class StoreImport
{
    // Bodies wait in memory until so many are written at once.
    private const int PendingBytesMax = 8 << 20;

    private readonly StoreLocation _location;
    private readonly string _name;
    private readonly Action<RecoveryProgress> _progress;
    private readonly List<StorageEvent> _troubles = [];

    private StoreImport(StoreLocation location, string name, Action<RecoveryProgress> progress) =>
        (_location, _name, _progress) = (location, name, progress);

    private string Unfinished => _location.Journal + ".import";

    private string Replaced => _location.Journal + ".replaced";

    /// <param name="location">Nothing may be stored there.</param>
    /// <param name="input">The archive.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="progress">Told while the finished journal is looked through.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="OperatorException">Something is stored already, a broker runs on it, a line is wrong, or the disk fails.</exception>
    public static ArchiveCounts Run(
        StoreLocation location, Stream input, string name, Action<RecoveryProgress> progress, CancellationToken stop)
    {
        using var held = location.Lock();
        return new StoreImport(location, name, progress).Run(input, stop);
    }

    private ArchiveCounts Run(Stream input, CancellationToken stop) => StoreFailure.Guard(() =>
    {
        Tidy();
        EnsureEmpty();
        try
        {
            var counts = Fill(input, stop);
            Verify(counts);
            Install();
            return counts;
        }
        catch (ArchiveException refusal)
        {
            throw new OperatorException(
                $"{_name}, line {refusal.Line}: {refusal.Problem}; nothing was imported", refusal.Remedy, refusal);
        }
        finally
        {
            Tidy();
        }
    });

    // What an import that was killed left behind; and at the end what this one does.
    private void Tidy()
    {
        foreach (var folder in (string[])[Unfinished, Replaced])
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private void EnsureEmpty()
    {
        if (!Directory.Exists(_location.Journal)) return;
        if (JournalFiles.Others(_location.Journal).FirstOrDefault() is { } other)
            throw new OperatorException($"{other.FullName} would be lost", "Move it away, or import into a new instance");
        if (!_location.HasJournal) return;
        using var store = OfflineStore.Look(_location.Journal, _progress);
        var state = StateSummary.Of(store.Broker);
        if (state.Sessions + state.Retained == 0) return;
        throw new OperatorException(
            $"{_location.Name} stores something already (sessions: {state.Sessions}, retained messages: {state.Retained})",
            "Import into a new instance (heliograph create makes one), or move its folder data/journal away");
    }

    private ArchiveCounts Fill(Stream input, CancellationToken stop)
    {
        var options = _location.Options with { Level = DurabilityLevel.Os, PendingBytesMax = PendingBytesMax };
        using var journal = DurableJournal.Open(options, new FileDisk(Unfinished));
        journal.Recover(new NothingYet(), progress: null);
        using var import = new ArchiveImport(JsonLines.Read(input, stop), journal);
        import.ReadHeader();
        journal.Attach(new()
        {
            Now = () => import.Clock,
            OnDurable = () => { },
            WriteState = import.WriteState,
            OnEvent = _troubles.Add,
        });
        while (import.ReadMessage())
        {
            if (journal.HasRoom) continue;
            journal.CommitOnce(import.Clock);
            ThrowTroubles();
        }

        journal.WriteSnapshot();
        ThrowTroubles();
        return import.Counts;
    }

    private void ThrowTroubles()
    {
        var trouble = _troubles.Find(happened => happened.Kind is StorageEventKind.CommitsWaiting or StorageEventKind.SnapshotFailed or StorageEventKind.Failed);
        if (trouble is not null) throw new IOException($"the journal cannot be written: {trouble.Text}", trouble.Cause);
    }

    private void Verify(ArchiveCounts counts)
    {
        using var store = OfflineStore.Look(Unfinished, _progress);
        var state = StateSummary.Of(store.Broker);
        var messages = NeededMessages.Of(store.Broker);
        var isSame = (state.Sessions, state.Subscriptions, state.Retained, state.Queued)
            == (counts.Sessions, counts.Subscriptions, counts.Retained, counts.Deliveries);
        if (!isSame || LostMessages.Of(store, messages).Deliveries.Count > 0)
        {
            throw new OperatorException(
                "the journal that was made does not hold what the archive says; nothing was imported", "Report it: this is a fault of the program");
        }
    }

    private void Install()
    {
        if (Directory.Exists(_location.Journal)) Directory.Move(_location.Journal, Replaced);
        Directory.Move(Unfinished, _location.Journal);
        new FileDisk(_location.Data).SyncFolder();
    }

    private sealed class NothingYet : IReplay
    {
        public void Begin(Broker.Lsn snapshot)
        {
            // A fresh journal.
        }

        public void Apply(Broker.Lsn lsn, in JournalRecord record) =>
            throw new InvalidOperationException("a fresh journal holds no records");
    }
}
