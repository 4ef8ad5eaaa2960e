using System.Globalization;
using Heliograph.Conformance.Client;
using Heliograph.Mqtt;

namespace Heliograph.DropIn.Scripts;

/// <summary>The packets that a script's lines stand for.</summary>
internal static class Packets
{
    public static ProtocolVersion Version(Command command) => command.Words switch
    {
        [_, "v3", ..] => ProtocolVersion.V31,
        [_, "v4", ..] => ProtocolVersion.V311,
        _ => ProtocolVersion.V5,
    };

    /// <summary><c>connect NAME VERSION [OPTION=VALUE...]</c>; the client id is the name unless <c>id=</c> says other.</summary>
    public static byte[] Connect(Command command)
    {
        var properties = new List<Property>();
        if (command.Number("rm") is { } receiveMaximum) properties.Add(Property.ReceiveMaximum(receiveMaximum));
        if (command.Number("mps") is { } packetBytes) properties.Add(Property.MaximumPacketSize((uint)packetBytes));
        if (command.Number("tam") is { } aliases) properties.Add(Property.TopicAliasMaximum(aliases));
        return new Connect(Version(command))
        {
            ClientId = command.Option("id") ?? command.Words[0],
            Clean = command.Option("clean") != "0",
            SessionExpiry = command.Option("expiry") is { } expiry ? uint.Parse(expiry, CultureInfo.InvariantCulture) : null,
            KeepAlive = command.Number("keepalive") ?? 0,
            UserName = Text(command.Option("user")),
            Password = Text(command.Option("pass")),
            Level = command.Number("level"),
            ProtocolName = command.Option("protocol"),
            Will = command.Option("will") is { } will ? Will(will) : null,
            Properties = [.. properties],
        }.Encode();
    }

    /// <summary><c>sub NAME FILTER[:QOS[OPTIONS]]...</c>; options: <c>n</c> no local, <c>p</c> retain as published.</summary>
    public static byte[] Subscribe(Client client, Command command)
    {
        Property[] properties = command.Number("subid") is { } id ? [Property.SubscriptionIdentifier(id)] : [];
        var writer = new PacketWriter().UInt16(client.NextPacketId()).Properties(client.Version, properties);
        foreach (var word in command.Words.Skip(1))
        {
            var (filter, options) = word.LastIndexOf(':') is >= 0 and var colon ? (word[..colon], word[(colon + 1)..]) : (word, "0");
            var subscription = new Subscription(filter, options[0] - '0')
            {
                NoLocal = options.Contains('n', StringComparison.Ordinal),
                RetainAsPublished = options.Contains('p', StringComparison.Ordinal),
            };
            writer.Field(subscription.Filter).Byte(subscription.Options);
        }

        return writer.Frame(0x82);
    }

    public static byte[] Unsubscribe(Client client, Command command)
    {
        var writer = new PacketWriter().UInt16(client.NextPacketId()).Properties(client.Version, []);
        foreach (var filter in command.Words.Skip(1)) writer.Field(filter);
        return writer.Frame(0xA2);
    }

    /// <summary><c>pub NAME TOPIC QOS[r] [PAYLOAD]</c>, r for retained; <c>size=BYTES</c>, <c>alias=N</c>, <c>expiry=SECONDS</c>.</summary>
    public static byte[] Publish(Client client, Command command)
    {
        var properties = new List<Property>();
        if (command.Number("expiry") is { } expiry) properties.Add(Property.MessageExpiry((uint)expiry));
        if (command.Number("alias") is { } alias) properties.Add(Property.TopicAlias(alias));
        var qos = command.Words[2][0] - '0';
        var payload = command.Number("size") is { } size ? new string('x', size) : command.Words.Count > 3 ? command.Words[3] : "";
        return new Publish(command.Words[1] == "-" ? "" : command.Words[1], payload)
        {
            QoS = qos,
            Retain = command.Words[2].Contains('r', StringComparison.Ordinal),
            PacketId = qos > 0 ? client.NextPacketId() : null,
            Properties = [.. properties],
        }.Encode(client.Version);
    }

    // TOPIC:QOS[r]:PAYLOAD
    private static Will Will(string text)
    {
        var parts = text.Split(':', 3);
        return new(parts[0], parts[2]) { QoS = parts[1][0] - '0', Retain = parts[1].Contains('r', StringComparison.Ordinal) };
    }

    // A conditional between null and a string would turn null into an empty field.
    private static Octets? Text(string? text)
    {
        if (text is null) return null;
        return text;
    }
}
