using Heliograph.Mqtt;

namespace Heliograph.Conformance.Client;

/// <summary>A PUBLISH to the broker.</summary>
public sealed record Publish(Octets Topic, Octets Payload)
{
    public int QoS { get; init; }
    public bool Retain { get; init; }
    public bool Duplicate { get; init; }

    /// <summary>Null lets the client number it.</summary>
    public int? PacketId { get; init; }

    public Property[] Properties { get; init; } = [];

    public byte[] Encode(ProtocolVersion version)
    {
        var writer = new PacketWriter().Field(Topic);
        if (QoS > 0) writer.UInt16(PacketId ?? 1);
        return writer.Properties(version, Properties).Bytes(Payload.Value)
            .Frame(0x30 | (Duplicate ? 8 : 0) | (QoS << 1) | (Retain ? 1 : 0));
    }
}
