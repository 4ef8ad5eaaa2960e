using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Topics;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Simulation.World;

/// <summary>Packets in words, for the trace.</summary>
public static class PacketText
{
    public static string Of(FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version, PropertySite site)
    {
        switch (header.Type)
        {
            case PacketType.ConnAck:
                ConnAck.TryRead(body, version, out var connAck);
                return $"CONNACK {connAck.Code} session present {connAck.SessionPresent}";
            case PacketType.Publish:
                Publish.TryRead(body, header.Flags, version, site, out var publish);
                return $"PUBLISH {MessageKey.Of(publish.Topic, publish.Payload)} on {Encoding.UTF8.GetString(publish.Topic)} QoS {(int)publish.QoS} id {publish.PacketId}{(publish.Duplicate ? " DUP" : "")}{(publish.Retain ? " RETAIN" : "")}, {publish.Payload.Length} bytes";
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                Acknowledgement.TryRead(body, header.Type, version, out var answer);
                return $"{header.Type} {answer.PacketId} {answer.Code}";
            case PacketType.Subscribe:
                Subscribe.TryRead(body, version, out var subscribe);
                return $"SUBSCRIBE {subscribe.PacketId}: {FiltersOf(subscribe)}";
            case PacketType.Unsubscribe:
                Unsubscribe.TryRead(body, version, out var unsubscribe);
                var entries = unsubscribe.Entries;
                entries.MoveNext();
                return $"UNSUBSCRIBE {unsubscribe.PacketId}: {Encoding.UTF8.GetString(entries.Filter)}";
            case PacketType.SubAck or PacketType.UnsubAck:
                SubscriptionAcknowledgement.TryRead(body, header.Type, version, out var answered);
                return $"{header.Type} {answered.PacketId}";
            case PacketType.Disconnect:
                Disconnect.TryRead(body, version, site == PropertySite.PublishToServer ? PropertySite.DisconnectToServer : PropertySite.DisconnectToClient, out var disconnect);
                return $"DISCONNECT {disconnect.Code}";
            default:
                return $"{header.Type}";
        }
    }

    private static string FiltersOf(in Subscribe packet)
    {
        var text = new StringBuilder();
        var entries = packet.Entries;
        while (entries.MoveNext())
        {
            var shared = TopicFilter.IsShared(entries.Filter);
            text.Append(Encoding.UTF8.GetString(entries.Filter)).Append(" QoS ").Append((int)entries.Options.QoS)
                .Append(shared ? " (shared) " : "").Append(entries.Options.RetainAsPublished ? " as published" : "")
                .Append(entries.Options.NoLocal ? " no local" : "").Append(' ').Append(entries.Options.RetainHandling).Append("; ");
        }

        return text.ToString();
    }
}
