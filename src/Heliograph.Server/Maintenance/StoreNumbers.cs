using Heliograph.Broker.Recovery;
using Heliograph.Storage;

namespace Heliograph.Server.Maintenance;

/// <summary>What there is in a stored state, and what it takes on the disk.</summary>
internal sealed record StoreNumbers
{
    private const int LongestMax = 10;

    public required StateSummary State { get; init; }

    public required JournalStatistics Journal { get; init; }

    /// <summary>Files of segments; one of them may be reserved ahead.</summary>
    public required int SegmentFiles { get; init; }

    /// <summary>Bytes of segments and snapshots.</summary>
    public required long Bytes { get; init; }

    /// <summary>When the last snapshot was written; null without one.</summary>
    public DateTimeOffset? SnapshotAt { get; init; }

    /// <summary>Looks, and changes nothing.</summary>
    /// <exception cref="OperatorException">There is none, a broker runs on it, it is damaged, or the disk fails.</exception>
    public static StoreNumbers Of(StoreLocation location, Action<RecoveryProgress> progress)
    {
        using var held = location.LockJournal();
        return StoreFailure.Guard(() =>
        {
            using var store = OfflineStore.Look(location.Journal, progress);
            var files = JournalFiles.Of(location.Journal).ToArray();
            var snapshot = files.Where(JournalFiles.IsSnapshot).MaxBy(file => file.Name);
            return new StoreNumbers
            {
                State = StateSummary.Of(store.Broker, LongestMax),
                Journal = store.Journal.Statistics(),
                SegmentFiles = files.Count(file => !JournalFiles.IsSnapshot(file)),
                Bytes = files.Sum(file => file.Length),
                SnapshotAt = snapshot is null ? null : new DateTimeOffset(snapshot.LastWriteTimeUtc, TimeSpan.Zero),
            };
        });
    }
}
