using Heliograph.Mqtt;

namespace Heliograph.Conformance.Client;

/// <summary>Takes the broker's packets apart, strictly: what no broker may send fails the test.</summary>
public sealed class PacketReader(byte[] packet, int bodyStart, ProtocolVersion version)
{
    private int _at = bodyStart;

    private ReadOnlySpan<byte> Rest => packet.AsSpan(_at);

    public static Packet Read(byte[] bytes, int bodyStart, ProtocolVersion version) =>
        new PacketReader(bytes, bodyStart, version).Read();

    private Packet Read() => (PacketType)(packet[0] >> 4) switch
    {
        PacketType.ConnAck => new Packet
        {
            Bytes = packet, AcknowledgeFlags = Byte(), Codes = [(byte)Byte()], Properties = Properties(),
        },
        PacketType.Publish => Publish(),
        PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp => new Packet
        {
            Bytes = packet, PacketId = UInt16(), Codes = Code(), Properties = OptionalProperties(),
        },
        PacketType.SubAck or PacketType.UnsubAck => new Packet
        {
            Bytes = packet, PacketId = UInt16(), Properties = Properties(), Codes = Rest.ToArray(),
        },
        PacketType.PingResp => new Packet { Bytes = packet },
        PacketType.Disconnect or PacketType.Auth => new Packet
        {
            Bytes = packet, Codes = Code(), Properties = OptionalProperties(),
        },
        var type => throw new InvalidDataException($"A broker never sends {type}: {Convert.ToHexString(packet)}"),
    };

    private Packet Publish()
    {
        var topic = Field();
        var id = (packet[0] & 6) != 0 ? UInt16() : 0;
        var properties = Properties();
        return new Packet
        {
            Bytes = packet, TopicBytes = topic, PacketId = id, Properties = properties, PayloadBytes = Rest.ToArray(),
        };
    }

    private byte[] Code() => Rest.IsEmpty ? [] : [(byte)Byte()];

    private IReadOnlyList<Property> OptionalProperties() => Rest.IsEmpty ? [] : Properties();

    private IReadOnlyList<Property> Properties()
    {
        if (version != ProtocolVersion.V5) return [];
        var length = VarInt();
        var end = _at + length;
        var properties = new List<Property>();
        while (_at < end)
        {
            var id = (PropertyId)VarInt();
            var from = _at;
            SkipValue(id);
            properties.Add(new Property(id, Convert.ToHexString(packet.AsSpan(from, _at - from))));
        }

        Assert.Equal(end, _at);
        return properties;
    }

    private void SkipValue(PropertyId id)
    {
        switch (id)
        {
            case PropertyId.PayloadFormatIndicator or PropertyId.MaximumQoS or PropertyId.RetainAvailable
                or PropertyId.WildcardSubscriptionAvailable or PropertyId.SubscriptionIdentifierAvailable
                or PropertyId.SharedSubscriptionAvailable:
                Byte();
                break;
            case PropertyId.ServerKeepAlive or PropertyId.ReceiveMaximum or PropertyId.TopicAliasMaximum
                or PropertyId.TopicAlias:
                UInt16();
                break;
            case PropertyId.MessageExpiryInterval or PropertyId.SessionExpiryInterval or PropertyId.MaximumPacketSize:
                UInt16();
                UInt16();
                break;
            case PropertyId.SubscriptionIdentifier:
                VarInt();
                break;
            case PropertyId.UserProperty:
                Field();
                Field();
                break;
            default:
                Assert.True(Enum.IsDefined(id), $"Property {id} does not exist");
                Field();
                break;
        }
    }

    private int Byte() => packet[_at++];

    private int UInt16() => (Byte() << 8) | Byte();

    private byte[] Field()
    {
        var length = UInt16();
        _at += length;
        return packet[(_at - length).._at];
    }

    private int VarInt()
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var octet = Byte();
            value |= (octet & 0x7F) << shift;
            if (octet >= 0x80) continue;
            Assert.True(octet != 0 || shift == 0, "A variable byte integer longer than need be");
            return value;
        }
    }
}
