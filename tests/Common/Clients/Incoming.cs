using System.Buffers;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Clients;

/// <summary>The receiving half of QoS 1 and 2 of a session; it outlives connections.</summary>
internal sealed class Incoming(History history, Inbox inbox, ProtocolVersion version)
{
    private readonly Dictionary<ushort, NumberedMessage?> _held = []; // from the first PUBLISH until PUBREL
    private readonly Queue<(PacketType Type, ushort PacketId)> _owed = [];
    private int _connection;

    public Inbox Inbox { get; } = inbox;

    public void OnConnected()
    {
        _connection++;
        _owed.Clear(); // the broker asks again
    }

    /// <summary>Forgets the packet ids, as a client must whose session the broker does not know.</summary>
    public void Forget() => _held.Clear();

    public void OnPublish(in Publish packet)
    {
        if (packet.QoS == QoS.ExactlyOnce)
        {
            _owed.Enqueue((PacketType.PubRec, packet.PacketId));
            if (_held.TryGetValue(packet.PacketId, out var held))
            {
                CheckRepeated(packet, held);
                return;
            }
        }

        var message = history.OnReceived(
            Inbox, _connection, Encoding.UTF8.GetString(packet.Topic), packet.Payload, packet.QoS, packet.Duplicate);
        if (packet.QoS == QoS.AtLeastOnce) _owed.Enqueue((PacketType.PubAck, packet.PacketId));
        else if (packet.QoS == QoS.ExactlyOnce) _held[packet.PacketId] = message;
    }

    public void OnRelease(in Acknowledgement packet)
    {
        _held.Remove(packet.PacketId);
        _owed.Enqueue((PacketType.PubComp, packet.PacketId));
    }

    /// <summary>Sends the answers that are due.</summary>
    public void Answer(IBufferWriter<byte> output)
    {
        while (_owed.TryDequeue(out var answer)) Packets.WriteAnswer(output, version, answer.Type, answer.PacketId);
    }

    // The application does not see it, so it must be what it says it is.
    private static void CheckRepeated(in Publish packet, NumberedMessage? held)
    {
        if (!packet.Duplicate) throw new ProtocolException($"PUBLISH {packet.PacketId} at QoS 2 is repeated without DUP");
        if (held is not null && !held.IsPayload(packet.Payload))
            throw new ProtocolException($"packet id {packet.PacketId} of {held} carries another message before PUBREL");
    }
}
