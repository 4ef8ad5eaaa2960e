namespace Heliograph.Conformance.Client;

/// <summary>One filter of a SUBSCRIBE with its options byte; the options beyond QoS exist in 5.0 only.</summary>
public sealed record Subscription(Octets Filter, int QoS = 0)
{
    public bool NoLocal { get; init; }
    public bool RetainAsPublished { get; init; }
    public int RetainHandling { get; init; }

    public int Options => QoS | (NoLocal ? 4 : 0) | (RetainAsPublished ? 8 : 0) | (RetainHandling << 4);

    public static implicit operator Subscription(string filter) => new((Octets)filter);
}
