using Heliograph.Broker.Events;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Topics;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Connections;

/// <summary>UNSUBSCRIBE, section 3.10: exact filters go; what is in flight is finished [MQTT-3.10.4-1] [MQTT-3.10.4-3].</summary>
internal sealed class Unsubscribing(SubscriptionBook book, Ending ending)
{
    public void OnUnsubscribe(Connection connection, in Unsubscribe packet, Batch batch)
    {
        var codes = new List<ReasonCode>();
        var entries = packet.Entries;
        while (entries.MoveNext())
        {
            var isValid = TopicFilter.IsShared(entries.Filter)
                ? TopicFilter.TrySplitShared(entries.Filter, out _, out _)
                : TopicFilter.IsValid(entries.Filter);
            if (!isValid)
            {
                ending.Close(connection, ReasonCode.TopicFilterInvalid, "UNSUBSCRIBE: a topic filter is not well formed", batch);
                return;
            }
        }

        entries = packet.Entries;
        while (entries.MoveNext()) codes.Add(Remove(connection, entries.Filter, batch));
        Answer(connection, packet.PacketId, [.. codes], batch);
    }

    private ReasonCode Remove(Connection connection, ReadOnlySpan<byte> filter, Batch batch)
    {
        var code = book.Remove(connection.Session!, MountPoint.MountedFilter(connection.Link.Mount, filter), connection.Link);
        if (code != ReasonCode.Success) return code;
        connection.Tell(EventKind.Unsubscribed, ReasonCode.Success, "the client sent UNSUBSCRIBE", filter, batch);
        return ReasonCode.Success;
    }

    private void Answer(Connection connection, ushort packetId, ReasonCode[] codes, Batch batch)
    {
        var packet = new SubscriptionAcknowledgement { Type = PacketType.UnsubAck, PacketId = packetId, Codes = codes };
        var link = connection.Link;
        if (packet.Length(link.Version) > link.PacketBytesMax)
        {
            ending.Close(connection, ReasonCode.PacketTooLarge, "UNSUBACK would exceed the client's Maximum Packet Size [MQTT-3.1.2-24]", batch);
            return;
        }

        lock (connection.Session!)
        {
            if (connection.Session!.Link != link || link.IsClosing) return;
            packet.Write(link.Outbox, link.Version);
            batch.Counters.AddSent(PacketType.UnsubAck);
            batch.Touch(link);
        }
    }
}
