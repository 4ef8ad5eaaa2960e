using Heliograph.Mqtt;
using static Heliograph.Conformance.Client.PropertyId;

namespace Heliograph.Conformance.Client;

/// <summary>What holds for every packet a broker sends; checked on each one that any test receives.</summary>
public static class BrokerRules
{
    private static readonly Dictionary<PacketType, byte[]> _codes = new()
    {
        [PacketType.ConnAck] =
        [
            0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A,
            0x9B, 0x9C, 0x9D, 0x9F,
        ],
        [PacketType.PubAck] = [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99],
        [PacketType.PubRec] = [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99],
        [PacketType.PubRel] = [0x00, 0x92],
        [PacketType.PubComp] = [0x00, 0x92],
        [PacketType.SubAck] = [0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2],
        [PacketType.UnsubAck] = [0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91],
        [PacketType.Disconnect] =
        [
            0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98,
            0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2,
        ],
        [PacketType.Auth] = [0x00, 0x18, 0x19],
    };

    private static readonly Dictionary<PacketType, PropertyId[]> _properties = new()
    {
        [PacketType.ConnAck] =
        [
            SessionExpiryInterval, AssignedClientIdentifier, ServerKeepAlive, AuthenticationMethod, AuthenticationData,
            ResponseInformation, ServerReference, ReasonString, ReceiveMaximum, TopicAliasMaximum, MaximumQoS,
            RetainAvailable, UserProperty, MaximumPacketSize, WildcardSubscriptionAvailable,
            SubscriptionIdentifierAvailable, SharedSubscriptionAvailable,
        ],
        [PacketType.Publish] =
        [
            PayloadFormatIndicator, MessageExpiryInterval, ContentType, ResponseTopic, CorrelationData,
            SubscriptionIdentifier, TopicAlias, UserProperty,
        ],
        [PacketType.Disconnect] = [ReasonString, ServerReference, UserProperty],
        [PacketType.Auth] = [AuthenticationMethod, AuthenticationData, ReasonString, UserProperty],
    };

    public static void Check(Packet packet, ProtocolVersion version)
    {
        if (packet.Type == PacketType.Publish) CheckPublish(packet);
        else Assert.Equal(packet.Type == PacketType.PubRel ? 2 : 0, packet.Flags);
        Assert.Equal(0, packet.AcknowledgeFlags & ~1);
        if (version == ProtocolVersion.V5) CheckV5(packet);
        else CheckV3(packet, version);
    }

    private static void CheckPublish(Packet packet)
    {
        Assert.InRange(packet.QoS, 0, 2);
        Assert.False(packet.QoS == 0 && packet.Duplicate, "QoS 0 with DUP");
        Assert.False(packet.QoS > 0 && packet.PacketId == 0, "packet identifier 0");
    }

    private static void CheckV5(Packet packet)
    {
        if (_codes.TryGetValue(packet.Type, out var codes)) Assert.Subset(codes.ToHashSet(), packet.Codes.ToHashSet());
        var allowed = _properties.GetValueOrDefault(packet.Type, [ReasonString, UserProperty]);
        Assert.All(packet.Properties, property => Assert.Contains(property.Id, allowed));
        var once = packet.Properties.Where(p => p.Id is not (UserProperty or SubscriptionIdentifier)).Select(p => p.Id);
        Assert.Equal(once.Distinct(), once);
    }

    private static void CheckV3(Packet packet, ProtocolVersion version)
    {
        Assert.True(packet.Type is not (PacketType.Disconnect or PacketType.Auth), $"{packet.Type} before 5.0");
        if (packet.Type == PacketType.ConnAck) Assert.InRange(packet.Code, 0, 5);
        if (packet.Type == PacketType.SubAck && version == ProtocolVersion.V31)
            Assert.All(packet.Codes, code => Assert.InRange(code, 0, 2));
        if (packet.Type == PacketType.SubAck) Assert.All(packet.Codes, code => Assert.True(code is <= 2 or 0x80));
        if (packet.Type == PacketType.UnsubAck) Assert.Empty(packet.Codes);
    }
}
