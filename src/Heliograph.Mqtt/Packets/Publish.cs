using System.Buffers;
using System.Text.Unicode;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Topics;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Packets;

/// <summary>PUBLISH, section 3.3. Borrows the bytes it was read from.</summary>
public readonly ref struct Publish
{
    private const byte RetainFlag = 1, DuplicateFlag = 8;
    private const string NoTopicName = "PUBLISH: the topic name is missing or not UTF-8 [MQTT-3.3.2-1]";

    /// <summary>Empty when a topic alias stands for it.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }
    public QoS QoS { get; init; }
    public bool Retain { get; init; }
    public bool Duplicate { get; init; }

    /// <summary>0 at QoS 0 only.</summary>
    public ushort PacketId { get; init; }

    public PropertyBlock Properties { get; init; }

    /// <summary>Reads a PUBLISH body.</summary>
    /// <param name="body">What follows the remaining length.</param>
    /// <param name="flags">The low nibble of the first byte.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="site">The direction: <see cref="PropertySite.PublishToServer"/> or the other.</param>
    /// <param name="packet">The packet when nothing is wrong.</param>
    public static Violation TryRead(
        ReadOnlySpan<byte> body, byte flags, ProtocolVersion version, PropertySite site, out Publish packet)
    {
        packet = default;
        var qos = (QoS)((flags >> 1) & 0b11);
        if (qos > QoS.ExactlyOnce) return Violation.Malformed("PUBLISH: QoS is 3 [MQTT-3.3.1-4]");
        if (qos == QoS.AtMostOnce && (flags & DuplicateFlag) != 0 && version != ProtocolVersion.V31)
            return Violation.Malformed("PUBLISH: DUP is set at QoS 0 [MQTT-3.3.1-2]");
        var reader = new WireReader(body);
        if (!reader.TryReadBinary(out var topic) || !Utf8.IsValid(topic))
            return Violation.Malformed(NoTopicName);
        if (topic.IndexOfAny((byte)0, (byte)'+', (byte)'#') >= 0)
            return topic.Contains((byte)0) ? Violation.Malformed(NoTopicName) : new(ReasonCode.TopicNameInvalid, "PUBLISH: the topic name has a wildcard [MQTT-3.3.2-2]");
        ushort packetId = 0;
        if (qos > QoS.AtMostOnce && (!reader.TryReadUInt16(out packetId) || packetId == 0))
            return Violation.Malformed("PUBLISH: the packet identifier is missing or 0 [MQTT-2.2.1-3]");
        var properties = PropertyBlock.Empty;
        if (version == ProtocolVersion.V5)
        {
            var violation = PropertyBlock.TryRead(ref reader, site, out properties);
            if (violation.IsNone) violation = CheckResponseTopic(properties);
            if (!violation.IsNone) return violation;
        }

        if (topic.IsEmpty && !properties.Has(PropertyId.TopicAlias))
            return Violation.Protocol("PUBLISH: the topic name is empty [MQTT-4.7.3-1]");
        packet = new()
        {
            Topic = topic,
            Payload = reader.ReadRest(),
            QoS = qos,
            Retain = (flags & RetainFlag) != 0,
            Duplicate = (flags & DuplicateFlag) != 0,
            PacketId = packetId,
            Properties = properties,
        };
        return Violation.None;
    }

    /// <summary>Bytes of the whole packet.</summary>
    public int Length(ProtocolVersion version) => WireWriter.PacketLength(RemainingLength(version));

    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var length = RemainingLength(version);
        var writer = new WireWriter(output.GetSpan(WireWriter.PacketLength(length)));
        writer.WriteHeader(Header, length);
        writer.WriteBinary(Topic);
        if (QoS > QoS.AtMostOnce) writer.WriteUInt16(PacketId);
        if (version == ProtocolVersion.V5) Properties.Write(ref writer);
        writer.WriteBytes(Payload);
        output.Advance(writer.Written);
    }

    /// <summary>A response topic is a topic name, without wildcards [MQTT-3.3.2-14].</summary>
    internal static Violation CheckResponseTopic(PropertyBlock properties) =>
        properties.TryFind(PropertyId.ResponseTopic, out var response) && !TopicName.IsValid(response.Value)
            ? Violation.Protocol("the Response Topic is empty or has a wildcard [MQTT-3.3.2-14]")
            : Violation.None;

    private FixedHeader Header => new((byte)(((int)PacketType.Publish << 4) | (Duplicate ? DuplicateFlag : 0)
        | ((int)QoS << 1) | (Retain ? RetainFlag : 0)));

    private int RemainingLength(ProtocolVersion version) => 2 + Topic.Length
        + (QoS > QoS.AtMostOnce ? 2 : 0)
        + (version == ProtocolVersion.V5 ? Properties.EncodedLength : 0)
        + Payload.Length;
}
