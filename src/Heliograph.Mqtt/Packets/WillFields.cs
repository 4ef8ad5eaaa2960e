using Heliograph.Mqtt.Properties;

namespace Heliograph.Mqtt.Packets;

/// <summary>The will as CONNECT carries it, sections 3.1.2.5 to 3.1.2.7 and 3.1.3.2 to 3.1.3.4.</summary>
public readonly ref struct WillFields
{
    public ReadOnlySpan<byte> Topic { get; init; }
    public ReadOnlySpan<byte> Payload { get; init; }
    public QoS QoS { get; init; }
    public bool Retain { get; init; }
    public PropertyBlock Properties { get; init; }
}
