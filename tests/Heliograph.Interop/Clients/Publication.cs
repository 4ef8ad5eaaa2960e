namespace Heliograph.Interop.Clients;

/// <summary>A message to publish, or a will; what follows the retain flag exists in 5.0 only.</summary>
public sealed record Publication(string Topic, string Payload, int QoS = 0, bool Retain = false)
{
    public string? ContentType { get; init; }

    public string? ResponseTopic { get; init; }

    public string? CorrelationData { get; init; }

    public uint? MessageExpirySeconds { get; init; }

    public bool IsUtf8 { get; init; }

    /// <summary>Pairs of <c>name:value</c>, in the order in which they are sent.</summary>
    public IReadOnlyList<string> UserProperties { get; init; } = [];

    /// <summary>Sent with the topic the first time and instead of it from the second time on.</summary>
    public ushort? TopicAlias { get; init; }

    /// <summary>How many times the message is sent over the same connection.</summary>
    public int Times { get; init; } = 1;
}
