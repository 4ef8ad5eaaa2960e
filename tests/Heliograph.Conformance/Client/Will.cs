using Heliograph.Mqtt;

namespace Heliograph.Conformance.Client;

/// <summary>The will of a CONNECT.</summary>
public sealed record Will(Octets Topic, Octets Payload)
{
    public int QoS { get; init; }
    public bool Retain { get; init; }

    /// <summary>Will Delay Interval in seconds; 5.0 only.</summary>
    public uint? Delay { get; init; }

    public Property[] Properties { get; init; } = [];

    public int Flags => 0x04 | (QoS << 3) | (Retain ? 0x20 : 0);

    public void Write(PacketWriter writer, ProtocolVersion version)
    {
        Property[] delay = Delay is { } seconds ? [Property.UInt32(PropertyId.WillDelayInterval, seconds)] : [];
        writer.Properties(version, [.. delay, .. Properties]).Field(Topic).Field(Payload);
    }
}
