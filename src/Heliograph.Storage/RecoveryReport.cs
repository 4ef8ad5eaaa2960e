using Heliograph.Broker;

namespace Heliograph.Storage;

/// <summary>What a recovery found.</summary>
public sealed record RecoveryReport
{
    /// <summary>The position of the snapshot it began with; null when there was none.</summary>
    public Lsn? Snapshot { get; init; }

    public long SnapshotRecords { get; init; }

    /// <summary>Records of the log that followed.</summary>
    public long TailRecords { get; init; }

    /// <summary>Where the log goes on.</summary>
    public Lsn End { get; init; }

    /// <summary>
    /// What a crash or power cut left unfinished at the end of the log, and was cut off: nothing of it had been reported
    /// durable. Null after an orderly stop.
    /// </summary>
    public Damage? TornTail { get; init; }

    /// <summary>The latest instant that was written down: the owner's clock must start no earlier.</summary>
    public Instant Latest { get; init; }
}
