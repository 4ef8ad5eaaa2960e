namespace Heliograph.Interop.Clients;

/// <summary>One subscription; what follows the QoS exists in 5.0 only.</summary>
public sealed record Subscription(string Filter, int QoS)
{
    public uint? Identifier { get; init; }

    public bool NoLocal { get; init; }

    public bool RetainAsPublished { get; init; }

    /// <summary>0 sends retained messages, 1 only to a new subscription, 2 never.</summary>
    public int RetainHandling { get; init; }
}
