using Heliograph.Broker;

namespace Heliograph.Storage;

/// <summary>Numbers of a running journal. Counts are since the start.</summary>
public sealed record JournalStatistics
{
    /// <summary>Where the next record will begin.</summary>
    public Lsn End { get; init; }

    public Lsn DurableUpTo { get; init; }

    /// <summary>Bytes appended and not yet written.</summary>
    public long PendingBytes { get; init; }

    public long Records { get; init; }

    public long Commits { get; init; }

    public long Syncs { get; init; }

    /// <summary>Time that the syncs took together.</summary>
    public TimeSpan SyncTime { get; init; }

    public long BytesWritten { get; init; }

    public int Segments { get; init; }

    public int CompactedSegments { get; init; }

    /// <summary>Bytes of segments and snapshot, space reserved ahead included.</summary>
    public long BytesOnDisk { get; init; }

    /// <summary>Where the last snapshot stands; None without one.</summary>
    public Lsn Snapshot { get; init; }

    public long SnapshotBytes { get; init; }

    /// <summary>Bytes of log since the last snapshot: what the next start replays.</summary>
    public long TailBytes { get; init; }

    public long Snapshots { get; init; }

    public long MessagesReadBack { get; init; }

    public long BlocksRead { get; init; }
}
