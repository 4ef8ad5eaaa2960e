namespace Heliograph.Storage.Inspection;

/// <summary>What a check of a journal found.</summary>
public sealed record CheckReport
{
    /// <summary>Every place that is not as it was written. A start is refused while there is one in what it reads.</summary>
    public required IReadOnlyList<Damage> Damages { get; init; }

    /// <summary>What the next start cuts off, because nothing of it was durable; null for nothing.</summary>
    public Damage? TornTail { get; init; }

    public int Segments { get; init; }

    public long SnapshotRecords { get; init; }

    /// <summary>Whole records of the segments, dead ones included.</summary>
    public long LogRecords { get; init; }

    public bool IsWhole => Damages.Count == 0;
}
