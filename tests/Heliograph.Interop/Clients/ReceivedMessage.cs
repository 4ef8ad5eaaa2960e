namespace Heliograph.Interop.Clients;

/// <summary>A message as the receiving client shows it.</summary>
public sealed record ReceivedMessage(string Topic, string Payload, int QoS, bool Retain)
{
    public string? ContentType { get; init; }

    public string? ResponseTopic { get; init; }

    public string? CorrelationData { get; init; }

    /// <summary>Seconds that remain of the message's life.</summary>
    public uint? MessageExpiry { get; init; }

    public int? PayloadFormat { get; init; }

    public IReadOnlyList<uint> SubscriptionIds { get; init; } = [];

    /// <summary>Pairs of <c>name:value</c>, in the order in which they came.</summary>
    public IReadOnlyList<string> UserProperties { get; init; } = [];
}
