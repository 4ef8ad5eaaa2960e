namespace Heliograph.Simulation.PowerCuts;

/// <summary>How often things happened that the simulation is there for.</summary>
internal sealed record PowerCutCounts
{
    public long PowerCuts { get; set; }

    /// <summary>Cuts in the middle of a call of the disk.</summary>
    public long CutCalls { get; set; }

    /// <summary>Cuts in the middle of a batch.</summary>
    public long CutBatches { get; set; }

    /// <summary>Cuts before a recovery was over.</summary>
    public long CutRecoveries { get; set; }

    /// <summary>Recoveries that found the log's end unfinished.</summary>
    public long TornTails { get; set; }

    public long Snapshots { get; set; }

    public long CompactedSegments { get; set; }

    public long MessagesReadBack { get; set; }

    public void Add(PowerCutCounts other)
    {
        PowerCuts += other.PowerCuts;
        CutCalls += other.CutCalls;
        CutBatches += other.CutBatches;
        CutRecoveries += other.CutRecoveries;
        TornTails += other.TornTails;
        Snapshots += other.Snapshots;
        CompactedSegments += other.CompactedSegments;
        MessagesReadBack += other.MessagesReadBack;
    }
}
