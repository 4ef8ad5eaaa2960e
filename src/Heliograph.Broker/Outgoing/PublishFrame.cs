using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Outgoing;

/// <summary>One PUBLISH to one client, ready to be encoded. Borrows the message's bytes.</summary>
internal readonly ref struct PublishFrame
{
    public required ReadOnlySpan<byte> Topic { get; init; }
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Encoded properties that travel with the message.</summary>
    public ReadOnlySpan<byte> Properties { get; init; }

    public QoS QoS { get; init; }
    public bool Retain { get; init; }
    public bool Duplicate { get; init; }
    public ushort PacketId { get; init; }

    /// <summary>Seconds left; null without an expiry.</summary>
    public uint? ExpirySeconds { get; init; }

    /// <summary>0 for none.</summary>
    public ushort TopicAlias { get; init; }

    /// <summary>The subscription identifiers of the filters that matched, or null.</summary>
    public uint[]? SubscriptionIds { get; init; }

    /// <summary>The message's seconds to live at an instant, rounded up; a message that is sent has at least one [MQTT-3.3.2-6].</summary>
    public static uint? Remaining(Instant expiresAt, Instant now) => expiresAt == Instant.Never
        ? null
        : (uint)Math.Clamp((expiresAt.Milliseconds - now.Milliseconds + 999) / 1000, 1, uint.MaxValue);

    /// <summary>The same with another topic, and an alias of it.</summary>
    public PublishFrame WithTopic(ReadOnlySpan<byte> topic, ushort alias = 0) => new()
    {
        Topic = topic,
        Payload = Payload,
        Properties = Properties,
        QoS = QoS,
        Retain = Retain,
        Duplicate = Duplicate,
        PacketId = PacketId,
        ExpirySeconds = ExpirySeconds,
        TopicAlias = alias,
        SubscriptionIds = SubscriptionIds,
    };

    /// <summary>Bytes of the whole packet.</summary>
    public int Length(ProtocolVersion version) => WireWriter.PacketLength(RemainingLength(version));

    /// <summary>Writes the packet; where the packet id stands is <see cref="PacketIdOffset"/>.</summary>
    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var remaining = RemainingLength(version);
        var writer = new WireWriter(output.GetSpan(WireWriter.PacketLength(remaining) - Payload.Length));
        writer.WriteHeader(Header, remaining);
        writer.WriteBinary(Topic);
        if (QoS > QoS.AtMostOnce) writer.WriteUInt16(PacketId);
        if (version == ProtocolVersion.V5) WriteProperties(ref writer);
        output.Advance(writer.Written);
        output.Write(Payload);
    }

    /// <summary>Where in the written packet the two bytes of the packet id stand.</summary>
    public int PacketIdOffset(ProtocolVersion version) =>
        1 + WireWriter.VariableByteIntegerLength(RemainingLength(version)) + 2 + Topic.Length;

    private FixedHeader Header => new((byte)(((int)PacketType.Publish << 4) | (Duplicate ? 8 : 0) | ((int)QoS << 1)
        | (Retain ? 1 : 0)));

    private int RemainingLength(ProtocolVersion version)
    {
        var length = 2 + Topic.Length + (QoS > QoS.AtMostOnce ? 2 : 0) + Payload.Length;
        if (version != ProtocolVersion.V5) return length;
        var properties = PropertiesLength();
        return length + WireWriter.VariableByteIntegerLength(properties) + properties;
    }

    private int PropertiesLength()
    {
        var length = Properties.Length + (ExpirySeconds is null ? 0 : 5) + (TopicAlias == 0 ? 0 : 3);
        foreach (var id in SubscriptionIds ?? []) length += 1 + WireWriter.VariableByteIntegerLength((int)id);
        return length;
    }

    private void WriteProperties(ref WireWriter writer)
    {
        writer.WriteVariableByteInteger(PropertiesLength());
        if (ExpirySeconds is { } seconds)
        {
            writer.WriteByte((byte)PropertyId.MessageExpiryInterval);
            writer.WriteUInt32(seconds);
        }

        if (TopicAlias != 0)
        {
            writer.WriteByte((byte)PropertyId.TopicAlias);
            writer.WriteUInt16(TopicAlias);
        }

        foreach (var id in SubscriptionIds ?? [])
        {
            writer.WriteByte((byte)PropertyId.SubscriptionIdentifier);
            writer.WriteVariableByteInteger((int)id);
        }

        writer.WriteBytes(Properties);
    }
}
