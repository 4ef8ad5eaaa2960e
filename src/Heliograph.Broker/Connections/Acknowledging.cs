using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Connections;

/// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP from a client.</summary>
internal sealed class Acknowledging(Ending ending)
{
    public void OnAcknowledgement(Connection connection, in Acknowledgement packet, Batch batch)
    {
        if (packet.Type == PacketType.PubRel)
        {
            OnPubRel(connection, packet.PacketId, batch);
            return;
        }

        var reply = packet.Type switch
        {
            PacketType.PubAck => Reply.PubAck,
            PacketType.PubComp => Reply.PubComp,
            _ => packet.Code < ReasonCode.UnspecifiedError ? Reply.PubRec : Reply.PubRecRefused,
        };
        ReplyAnswer answer;
        var session = connection.Session!;
        lock (session)
        {
            if (session.Link != connection.Link || connection.Link.IsClosing) return;
            answer = session.Outbound.OnReply(packet.PacketId, reply, connection.Link, batch);
            if (answer == ReplyAnswer.SendPubRel)
                Acknowledgements.Write(connection.Link, PacketType.PubRel, packet.PacketId, batch);
            else if (answer == ReplyAnswer.SendPubRelNotFound)
                Acknowledgements.Write(connection.Link, PacketType.PubRel, packet.PacketId, batch, ReasonCode.PacketIdentifierNotFound);
        }

        if (answer == ReplyAnswer.CloseProtocolError)
        {
            ending.Close(connection, ReasonCode.ProtocolError,
                $"{packet.Type}: it answers a delivery of another QoS or stage", batch);
        }
    }

    // The end of an inbound QoS 2 exchange: the packet id is free for a new message [MQTT-4.3.3-11] [MQTT-4.3.3-12].
    private static void OnPubRel(Connection connection, ushort packetId, Batch batch)
    {
        var session = connection.Session!;
        lock (session)
        {
            if (session.Link != connection.Link || connection.Link.IsClosing) return;
            var code = ReasonCode.PacketIdentifierNotFound;
            if (session.InboundIfAny?.Release(packetId) == true)
            {
                code = ReasonCode.Success;
                session.Record(new() { Kind = RecordKind.InboundReleased, Session = session.Id, PacketId = packetId });
            }

            connection.Link.Outbox.Require(session.LastLsn);
            Acknowledgements.Write(connection.Link, PacketType.PubComp, packetId, batch, code);
        }
    }
}
