using System.Text;
using CsCheck;
using Heliograph.Fuzz.Owned;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;
using static Heliograph.Mqtt.ProtocolVersion;
using Site = Heliograph.Mqtt.Properties.PropertySite;

namespace Heliograph.Mqtt.Tests.Generated;

/// <summary>A packet, and who sends it.</summary>
internal sealed record Sent(OwnedPacket Packet, Direction Direction);

/// <summary>Generators of valid packets: all types, all versions.</summary>
internal static class Generate
{
    private static readonly string[] Characters = ["a", "b", "/", "$", " ", "\u00E9", "\u20AC", "\U0001F600", "\uFEFF", "\uFFFF"];

    public static Gen<Octets> Text { get; } = Join(Gen.OneOf(Characters).Array[0, 9]);

    public static Gen<Octets> Topic { get; } = Join(Gen.OneOf(Characters).Array[1, 9]);

    public static Gen<Octets> Binary { get; } = Gen.Byte.Array[0, 200].Select(bytes => (Octets)bytes);

    /// <summary>Filters as a packet may carry them; not all are valid filters.</summary>
    public static Gen<Octets> Filter { get; } =
        Join(Gen.OneOf<string>(["+", "#", "$share/", .. Characters]).Array[0, 9]);

    private static readonly Gen<ushort> PacketId = Gen.UShort[1, ushort.MaxValue];

    private static readonly Gen<ProtocolVersion> Version = Gen.OneOf(V31, V311, V5);

    /// <summary>Any packet of any version.</summary>
    public static Gen<Sent> Packet { get; } = Gen.OneOf(
        Connect(), ConnAck(), Publish(Direction.ToServer), Publish(Direction.ToClient), Acknowledgement(), Subscribe(),
        SubscriptionAcknowledgement(), Unsubscribe(), Ping(), Disconnect(Direction.ToServer),
        Disconnect(Direction.ToClient), Auth(Direction.ToServer), Auth(Direction.ToClient));

    /// <summary>Every type by itself, with its name.</summary>
    public static IReadOnlyDictionary<string, Gen<Sent>> Types { get; } = new Dictionary<string, Gen<Sent>>
    {
        ["CONNECT"] = Connect(), ["CONNACK"] = ConnAck(),
        ["PUBLISH to the server"] = Publish(Direction.ToServer), ["PUBLISH to a client"] = Publish(Direction.ToClient),
        ["PUBACK, PUBREC, PUBREL, PUBCOMP"] = Acknowledgement(),
        ["SUBSCRIBE"] = Subscribe(), ["SUBACK, UNSUBACK"] = SubscriptionAcknowledgement(), ["UNSUBSCRIBE"] = Unsubscribe(),
        ["PINGREQ, PINGRESP"] = Ping(),
        ["DISCONNECT to the server"] = Disconnect(Direction.ToServer),
        ["DISCONNECT to a client"] = Disconnect(Direction.ToClient),
        ["AUTH to the server"] = Auth(Direction.ToServer), ["AUTH to a client"] = Auth(Direction.ToClient),
    };

    private static Gen<Octets> Join(Gen<string[]> pieces) =>
        pieces.Select(array => (Octets)Encoding.UTF8.GetBytes(string.Concat(array)));

    private static Gen<OwnedList<OwnedProperty>> Properties(ProtocolVersion version, Site site) =>
        version == V5 ? GenerateProperties.At(site) : Gen.Const(OwnedList<OwnedProperty>.Empty);

    private static Gen<Sent> Connect() => Version.SelectMany(version => Gen.Select(
        Gen.Select(Gen.Bool, Gen.UShort, Gen.Bool, Gen.Bool),
        Properties(version, Site.Connect), Text, Will(version), Text, Binary,
        (flags, properties, clientId, will, userName, password) => new Sent(
            new OwnedConnect(version, flags.Item1, flags.Item2, properties, clientId, will, flags.Item3 ? userName : default(Octets?),
                flags.Item4 && (flags.Item3 || version == V5) ? password : default(Octets?)),
            Direction.ToServer)));

    private static Gen<OwnedWill?> Will(ProtocolVersion version) => Gen.Select(
        Gen.Bool, Topic, Binary, Gen.Enum<QoS>(), Gen.Bool, Properties(version, Site.Will),
        (has, topic, payload, qos, retain, properties) =>
            has ? new OwnedWill(topic, payload, qos, retain, properties) : null);

    private static Gen<Sent> ConnAck() => Version.SelectMany(version => Gen.Select(
        Gen.Bool, Codes(code => version == V5 ? ReasonCodes.IsAllowed(PacketType.ConnAck, code) : (byte)code <= 5),
        Properties(version, Site.ConnAck),
        (present, code, properties) => new Sent(
            new OwnedConnAck(version, present && code == 0 && version != V31, (byte)code, properties),
            Direction.ToClient)));

    private static Gen<Sent> Publish(Direction direction) => Version.SelectMany(version => Gen.Select(
        Topic, Binary, Gen.Enum<QoS>(), Gen.Select(Gen.Bool, Gen.Bool), PacketId, Properties(version, direction.Publish()),
        (topic, payload, qos, flags, packetId, properties) => new Sent(
            new OwnedPublish(version, topic, payload, qos, flags.Item1, flags.Item2 && qos > 0,
                qos > 0 ? packetId : (ushort)0, properties),
            direction)));

    private static Gen<Sent> Acknowledgement() => Gen.Select(
        Version, Gen.OneOf(PacketType.PubAck, PacketType.PubRec, PacketType.PubRel, PacketType.PubComp), Gen.Bool)
        .SelectMany((version, type, toServer) => Gen.Select(
            PacketId, Codes(code => version == V5 ? ReasonCodes.IsAllowed(type, code) : code == 0),
            Properties(version, Site.Acknowledgement),
            (packetId, code, properties) => new Sent(
                new OwnedAcknowledgement(version, type, packetId, code, properties),
                toServer ? Direction.ToServer : Direction.ToClient)));

    private static Gen<Sent> Subscribe() => Version.SelectMany(version => Gen.Select(
        PacketId, Properties(version, Site.Subscribe),
        Gen.Select(Filter, Options(version)).Array[1, 5],
        (packetId, properties, entries) => new Sent(
            new OwnedSubscribe(version, packetId, properties, [.. entries.Select(entry => Entry(entry.Item1, entry.Item2))]),
            Direction.ToServer)));

    private static Gen<SubscriptionOptions> Options(ProtocolVersion version) => version == V5
        ? Gen.Select(Gen.Enum<QoS>(), Gen.Bool, Gen.Bool, Gen.Enum<RetainHandling>(),
            (qos, local, retain, handling) => new SubscriptionOptions(qos, local, retain, handling))
        : Gen.Enum<QoS>().Select(qos => new SubscriptionOptions(qos));

    /// <summary>No Local must not stand with a shared subscription.</summary>
    private static OwnedSubscription Entry(Octets filter, SubscriptionOptions options) =>
        new(filter, Mqtt.Topics.TopicFilter.IsShared(filter.Span) ? new((byte)(options.Octet & ~4)) : options);

    private static Gen<Sent> SubscriptionAcknowledgement() => Gen.Select(
        Version, Gen.OneOf(PacketType.SubAck, PacketType.UnsubAck))
        .SelectMany((version, type) => Gen.Select(
            PacketId, Properties(version, type == PacketType.SubAck ? Site.SubAck : Site.UnsubAck),
            Codes(code => version == V5 ? ReasonCodes.IsAllowed(type, code) : (byte)code is 0 or 1 or 2 or 0x80).Array[1, 5],
            (packetId, properties, codes) => new Sent(
                new OwnedSubscriptionAcknowledgement(version, type, packetId, properties,
                    type == PacketType.UnsubAck && version != V5 ? [] : [.. codes]),
                Direction.ToClient)));

    private static Gen<Sent> Unsubscribe() => Version.SelectMany(version => Gen.Select(
        PacketId, Properties(version, Site.Unsubscribe), Filter.Array[1, 5],
        (packetId, properties, filters) =>
            new Sent(new OwnedUnsubscribe(version, packetId, properties, [.. filters]), Direction.ToServer)));

    private static Gen<Sent> Ping() => Gen.Select(Version, Gen.Bool, (version, request) => new Sent(
        new OwnedPing(version, request ? PacketType.PingReq : PacketType.PingResp),
        request ? Direction.ToServer : Direction.ToClient));

    private static Gen<Sent> Disconnect(Direction direction) =>
        (direction == Direction.ToServer ? Version : Gen.Const(V5)).SelectMany(version => Gen.Select(
            Codes(code => version != V5 ? code == 0
                : direction == Direction.ToServer ? ReasonCodes.IsAllowedFromClient(PacketType.Disconnect, code)
                : ReasonCodes.IsAllowed(PacketType.Disconnect, code)),
            Properties(version, direction.Disconnect()),
            (code, properties) => new Sent(new OwnedDisconnect(version, code, properties), direction)));

    private static Gen<Sent> Auth(Direction direction) => Gen.Select(
        Codes(code => direction == Direction.ToServer
            ? ReasonCodes.IsAllowedFromClient(PacketType.Auth, code)
            : ReasonCodes.IsAllowed(PacketType.Auth, code)),
        GenerateProperties.At(Site.Auth),
        (code, properties) => new Sent(new OwnedAuth(code, properties), direction));

    private static Gen<ReasonCode> Codes(Func<ReasonCode, bool> isAllowed) =>
        Gen.OneOf<ReasonCode>([.. Enumerable.Range(0, 256).Select(code => (ReasonCode)code).Where(isAllowed)]);
}
