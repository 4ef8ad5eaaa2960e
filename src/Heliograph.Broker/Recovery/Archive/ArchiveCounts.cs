namespace Heliograph.Broker.Recovery.Archive;

/// <summary>What an archive holds.</summary>
public readonly record struct ArchiveCounts
{
    /// <summary>Bodies, each counted once however many queues it is in.</summary>
    public long Messages { get; init; }

    public long Retained { get; init; }

    public long Sessions { get; init; }

    public long Subscriptions { get; init; }

    /// <summary>Queue entries: waiting, in flight, and in the backlogs of shared groups.</summary>
    public long Deliveries { get; init; }
}
