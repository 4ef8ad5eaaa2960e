using System.Text;
using Heliograph.Mqtt;

namespace Heliograph.Server.Local;

/// <summary>A message that the program itself publishes. Immutable.</summary>
/// <param name="Topic">A topic name: not empty, without + and #, not of $SYS.</param>
/// <param name="Payload">Any bytes.</param>
public sealed record LocalMessage(string Topic, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Makes a message of text, in UTF-8.</summary>
    public LocalMessage(string topic, string text)
        : this(topic, Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>The highest QoS it is delivered at.</summary>
    public QoS QoS { get; init; }

    /// <summary>Whether it is kept for who subscribes later; an empty payload clears what is kept.</summary>
    public bool Retain { get; init; }

    /// <summary>How long it is worth delivering; null for ever. Whole seconds.</summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>What kind of content the payload is; null says nothing.</summary>
    public string? ContentType { get; init; }

    /// <summary>Where an answer is expected; null for none.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>What an answer is to bring along; empty for nothing.</summary>
    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    /// <summary>Names and values for the receivers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];
}
