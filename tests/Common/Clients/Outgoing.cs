using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Clients;

/// <summary>The sending half of QoS 1 and 2 of a session; it outlives connections.</summary>
internal sealed class Outgoing(History history, string client, ProtocolVersion version, int inflightMax)
{
    private readonly List<Flight> _flights = []; // in the order of their first PUBLISH
    private readonly List<Flight> _released = []; // in the order of their PUBREC

    public bool HasRoom => _flights.Count < inflightMax;
    public bool IsIdle => _flights.Count == 0;

    public void Send(IBufferWriter<byte> output, NumberedMessage message)
    {
        var flight = new Flight(FreePacketId(), message);
        _flights.Add(flight);
        Write(output, flight, duplicate: false);
    }

    /// <summary>Sends again what was not answered, in order [MQTT-4.4.0-1] [MQTT-4.6.0-1] [MQTT-4.6.0-4].</summary>
    public void OnConnected(IBufferWriter<byte> output)
    {
        foreach (var flight in _released) WriteRelease(output, flight);
        foreach (var flight in _flights.Where(flight => !flight.IsReceived)) Write(output, flight, duplicate: true);
    }

    /// <summary>Gives up what was on its way, as a client must whose session the broker does not know.</summary>
    public void Forget()
    {
        _flights.Clear();
        _released.Clear();
    }

    public void OnAnswer(IBufferWriter<byte> output, in Acknowledgement packet)
    {
        var (type, packetId) = (packet.Type, packet.PacketId);
        var flight = _flights.Find(one => one.PacketId == packetId)
            ?? throw new ProtocolException($"{type} {packetId} answers nothing");
        var isExpected = type == (flight.Message.QoS == QoS.AtLeastOnce ? PacketType.PubAck
            : flight.IsReceived ? PacketType.PubComp : PacketType.PubRec);
        if (!isExpected) throw new ProtocolException($"{type} {packetId} does not answer {flight.Message}");
        if (type != PacketType.PubComp && packet.Code >= ReasonCode.UnspecifiedError)
        {
            history.Report(Laws.Refused, $"{client}: {flight.Message} was answered 0x{(int)packet.Code:X2}");
            _flights.Remove(flight);
            return;
        }

        if (type != PacketType.PubComp) history.OnAcknowledged(flight.Message);
        if (type == PacketType.PubRec)
        {
            flight.IsReceived = true;
            _released.Add(flight);
            WriteRelease(output, flight);
            return;
        }

        _flights.Remove(flight);
        _released.Remove(flight);
    }

    private void Write(IBufferWriter<byte> output, Flight flight, bool duplicate)
    {
        history.OnSending(flight.Message);
        Packets.WritePublish(output, version, flight.Message, flight.PacketId, duplicate);
    }

    private void WriteRelease(IBufferWriter<byte> output, Flight flight) =>
        Packets.WriteAnswer(output, version, PacketType.PubRel, flight.PacketId);

    // The lowest one, so that ids are used again at once: the broker must have let go of them.
    private ushort FreePacketId()
    {
        ushort id = 1;
        while (_flights.Exists(flight => flight.PacketId == id)) id++;
        return id;
    }

    private sealed class Flight(ushort packetId, NumberedMessage message)
    {
        public ushort PacketId { get; } = packetId;
        public NumberedMessage Message { get; } = message;

        /// <summary>PUBREC has come.</summary>
        public bool IsReceived { get; set; }
    }
}
