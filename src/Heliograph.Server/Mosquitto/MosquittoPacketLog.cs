using System.Globalization;
using System.Net;
using Heliograph.Broker.Connections;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Logging;
using Heliograph.Server.Tracing;

namespace Heliograph.Server.Mosquitto;

/// <summary>Tells connections and packets in the lines that readers of Mosquitto's log look for.</summary>
/// <remarks>Packets are lines of <c>log_type debug</c>. Each is one line, or with its filters a few, in which no payload stands.</remarks>
/// <param name="log">Where to.</param>
internal sealed class MosquittoPacketLog(MosquittoLog log) : IPacketWatcher
{
    public bool IsOn => log.Writes(LogTypes.Debug);

    public void OnOpened(string peer, EndPoint? local)
    {
        if (!log.Options.ConnectionMessages || !log.Writes(LogTypes.Notice)) return;
        log.Write(LogTypes.Notice, local is IPEndPoint { Port: var port } ? $"New connection from {peer} on port {port}." : $"New connection on {peer}.");
    }

    public void OnPacket(Connection connection, FixedHeader header, ReadOnlySpan<byte> body, ReadOnlySpan<byte> topic, bool isIncoming)
    {
        var version = connection.Version;
        switch (header.Type)
        {
            case PacketType.Connect:
                break; // told by the event that it leads to
            case PacketType.Publish:
                var site = isIncoming ? PropertySite.PublishToServer : PropertySite.PublishToClient;
                if (Publish.TryRead(body, header.Flags, version, site, out var publish).IsNone) TellPublish(connection, publish, topic, isIncoming);
                break;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                if (Acknowledgement.TryRead(body, header.Type, version, out var acknowledgement).IsNone) Tell(connection, header.Type, Words(acknowledgement, isIncoming), isIncoming);
                break;
            case PacketType.Subscribe:
                Tell(connection, header.Type, "", isIncoming);
                if (Subscribe.TryRead(body, version, out var subscribe).IsNone) TellFilters(subscribe.Entries);
                break;
            case PacketType.Unsubscribe:
                Tell(connection, header.Type, "", isIncoming);
                if (Unsubscribe.TryRead(body, version, out var unsubscribe).IsNone) TellFilters(unsubscribe.Entries);
                break;
            case PacketType.ConnAck:
                Tell(connection, header.Type, body.Length < 2 ? "" : Numbers($" ({body[0] & 1}, {body[1]})"), isIncoming);
                break;
            case PacketType.Disconnect when !isIncoming:
                Tell(connection, header.Type, Numbers($" (rc{(body.IsEmpty ? 0 : body[0])})"), isIncoming);
                break;
            default:
                Tell(connection, header.Type, "", isIncoming);
                break;
        }
    }

    private void TellPublish(Connection connection, in Publish packet, ReadOnlySpan<byte> topic, bool isIncoming) => Tell(
        connection, PacketType.Publish,
        Numbers($" (d{(packet.Duplicate ? 1 : 0)}, q{(int)packet.QoS}, r{(packet.Retain ? 1 : 0)}, m{packet.PacketId}, '{LogText.Escape(topic)}', ... ({packet.Payload.Length} bytes))"),
        isIncoming);

    private void TellFilters(SubscribeEntries entries)
    {
        while (entries.MoveNext()) log.Write(LogTypes.Debug, Numbers($"\t{LogText.Escape(entries.Filter)} (QoS {(int)entries.Options.QoS})"));
    }

    private void TellFilters(UnsubscribeEntries entries)
    {
        while (entries.MoveNext()) log.Write(LogTypes.Debug, $"\t{LogText.Escape(entries.Filter)}");
    }

    // They differ by direction and kind, and programs look for each as it is.
    private static string Words(in Acknowledgement packet, bool isIncoming) => (packet.Type, isIncoming) switch
    {
        (PacketType.PubAck or PacketType.PubComp, true) => Numbers($" (Mid: {packet.PacketId}, RC:{(int)packet.Code})"),
        (_, true) => Numbers($" (Mid: {packet.PacketId})"),
        (PacketType.PubAck or PacketType.PubRec, false) => Numbers($" (m{packet.PacketId}, rc{(int)packet.Code})"),
        _ => Numbers($" (m{packet.PacketId})"),
    };

    private void Tell(Connection connection, PacketType type, string words, bool isIncoming)
    {
        var client = connection.ClientId.Length > 0 ? LogText.Escape(connection.ClientId) : "<unknown>";
        var name = type.ToString().ToUpperInvariant();
        log.Write(LogTypes.Debug, isIncoming ? $"Received {name} from {client}{words}" : $"Sending {name} to {client}{words}");
    }

    private static string Numbers(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
