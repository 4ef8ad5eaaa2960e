using Heliograph.Broker.Recovery;
using Heliograph.Storage;
using Heliograph.Storage.Inspection;

namespace Heliograph.Server.Maintenance;

/// <summary>What a check of a stored state found.</summary>
internal sealed record StoreFindings
{
    /// <summary>What is wrong with the files.</summary>
    public required CheckReport Files { get; init; }

    /// <summary>Why a broker could not be restored, although the files are whole; null when one was, or it was not tried.</summary>
    public string? NotRestored { get; init; }

    /// <summary>Where messages that queues hold cannot be read, although the log after its snapshot is whole.</summary>
    public IReadOnlyList<Damage> Unreadable { get; init; } = [];

    /// <summary>Queue entries whose message is gone.</summary>
    public IReadOnlyList<LostDelivery> Lost { get; init; } = [];

    /// <summary>Null when no broker was restored.</summary>
    public StateSummary? State { get; init; }

    /// <summary>Messages that are retained or queued, each once.</summary>
    public long Messages { get; init; }

    /// <summary>Bytes of segments and snapshots.</summary>
    public long Bytes { get; init; }

    public bool IsWhole => Files.IsWhole && NotRestored is null && Lost.Count == 0;
}
