using Heliograph.Broker;
using Heliograph.Storage;
using Heliograph.Storage.Disks;

namespace Heliograph.Server.Maintenance;

/// <summary>A journal and the engine restored from it, which serves nobody. Its clock stands still where the journal ended.</summary>
internal sealed class OfflineStore : IDisposable
{
    private OfflineStore(DurableJournal journal, Broker.Broker broker, RecoveryReport report, Instant clock) =>
        (Journal, Broker, Report, Clock) = (journal, broker, report, clock);

    public DurableJournal Journal { get; }

    public Broker.Broker Broker { get; }

    public RecoveryReport Report { get; }

    public Instant Clock { get; }

    /// <summary>Restores what is in a folder, and leaves it as it is.</summary>
    /// <exception cref="StorageException">It is damaged, or the disk fails.</exception>
    public static OfflineStore Look(string folder, Action<RecoveryProgress> progress) =>
        Open(new UntouchedDisk(new FileDisk(folder)), new() { Level = DurabilityLevel.None }, progress);

    /// <summary>Restores what is on a disk, as a start does, to change it.</summary>
    /// <exception cref="StorageException">It is damaged, or the disk fails.</exception>
    public static OfflineStore Open(IDisk disk, StorageOptions options, Action<RecoveryProgress> progress)
    {
        var journal = DurableJournal.Open(options, disk);
        var broker = new Broker.Broker(new()
        {
            Journal = journal,
            Authorizer = new NobodyIsAsked(),
            Seed = 0,
            StartedAt = default,
        });
        var report = journal.Recover(broker.BeginRestoration(), progress);
        var clock = report.Latest.Milliseconds > 0 ? report.Latest : new(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        broker.CompleteRestoration(clock);
        return new(journal, broker, report, clock);
    }

    public void Dispose() => Journal.Dispose();
}
