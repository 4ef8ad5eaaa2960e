using System.Text;
using Heliograph.Mqtt;

namespace Heliograph.Server.Local;

/// <summary>A message that the program has subscribed to. Owns its bytes; immutable.</summary>
/// <param name="Topic">The topic name.</param>
/// <param name="Payload">The payload.</param>
/// <param name="QoS">As delivered.</param>
/// <param name="Retain">Whether it was retained before the subscription.</param>
public sealed record ReceivedMessage(string Topic, ReadOnlyMemory<byte> Payload, QoS QoS, bool Retain)
{
    /// <summary>The payload as UTF-8; bytes that are none become U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Payload.Span);

    /// <summary>What kind of content the payload is; null where it was not said.</summary>
    public string? ContentType { get; init; }

    /// <summary>Where an answer is expected; null for none.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>What an answer is to bring along; empty for nothing.</summary>
    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    /// <summary>Names and values from the publisher, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];
}
