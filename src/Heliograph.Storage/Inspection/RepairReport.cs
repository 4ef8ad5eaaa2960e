namespace Heliograph.Storage.Inspection;

/// <summary>What a repair did.</summary>
public sealed record RepairReport
{
    /// <summary>Everything that was lost, by place. Empty when nothing was damaged.</summary>
    public required IReadOnlyList<Damage> Lost { get; init; }

    /// <summary>What was done, in order, as sentences without a full stop.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>The journal as it is now.</summary>
    public required CheckReport After { get; init; }
}
