using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Clients;

/// <content>What arrives, and the answers to it.</content>
public sealed partial class SimClient
{
    private readonly Queue<(ushort PacketId, ReasonCode Code)> _pubAcks = [];
    private readonly Queue<(ushort PacketId, ReasonCode Code)> _pubRecs = [];
    private readonly Queue<ushort> _pubRels = [];
    private readonly Queue<ushort> _pubComps = [];

    private readonly List<string> _given = [];

    /// <summary>The keys of the messages that the application was given, in order.</summary>
    public IReadOnlyList<string> Received => _given;

    public bool OwesAnswers => _pubAcks.Count + _pubRecs.Count + _pubRels.Count + _pubComps.Count > 0;

    /// <summary>Whether deliveries are sometimes refused by reason code; only 5.0 can say it.</summary>
    public SeededRandom? Refusals { get; set; }

    /// <summary>Sends some of the answers that are owed: any kind first, but each kind in order [MQTT-4.6.0-2].</summary>
    public void SendAnswers(SeededRandom random)
    {
        for (var rounds = random.Between(1, 8); rounds > 0 && OwesAnswers; rounds--)
        {
            switch (random.Next(4))
            {
                case 0: SendFirst(PacketType.PubAck, _pubAcks); break;
                case 1: SendFirst(PacketType.PubRec, _pubRecs); break;
                case 2: SendFirst(PacketType.PubRel, _pubRels); break;
                default: SendFirst(PacketType.PubComp, _pubComps); break;
            }
        }
    }

    /// <summary>Sends all answers that are owed.</summary>
    public void SendAllAnswers()
    {
        while (SendFirst(PacketType.PubAck, _pubAcks) | SendFirst(PacketType.PubRec, _pubRecs)
            | SendFirst(PacketType.PubRel, _pubRels) | SendFirst(PacketType.PubComp, _pubComps))
        {
        }
    }

    private bool SendFirst(PacketType type, Queue<(ushort PacketId, ReasonCode Code)> owed)
    {
        if (!owed.TryDequeue(out var answer)) return false;
        ClientPackets.WriteAnswer(Out, Asked!.Version, type, answer.PacketId, answer.Code);
        return true;
    }

    private bool SendFirst(PacketType type, Queue<ushort> owed)
    {
        if (!owed.TryDequeue(out var packetId)) return false;
        ClientPackets.WriteAnswer(Out, Asked!.Version, type, packetId);
        return true;
    }

    private void OnPacket(FixedHeader header, ReadOnlySpan<byte> body)
    {
        var version = Asked!.Version;
        switch (header.Type)
        {
            case PacketType.ConnAck:
                Check(ConnAck.TryRead(body, version, out var connAck));
                OnConnAck(connAck);
                break;
            case PacketType.Publish:
                Check(Mqtt.Packets.Publish.TryRead(body, header.Flags, version, PropertySite.PublishToClient, out var publish));
                OnPublish(publish);
                break;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                Check(Acknowledgement.TryRead(body, header.Type, version, out var answer));
                OnAnswer(answer);
                break;
            case PacketType.SubAck or PacketType.UnsubAck:
                Check(SubscriptionAcknowledgement.TryRead(body, header.Type, version, out var answered));
                if (!_requests.Remove(answered.PacketId)) throw new SimulationException($"{Id}: {header.Type} {answered.PacketId} answers nothing");
                break;
            case PacketType.PingResp or PacketType.Disconnect:
                break;
            default:
                throw new SimulationException($"{Id}: the broker sent {header.Type}");
        }
    }

    private void OnConnAck(in ConnAck packet)
    {
        if (packet.Code != 0) return; // the broker closes now
        var session = Connection!.View.Session;
        // A CONNACK that was lost may have announced a new session: the numbers of the old one mean nothing in it. A real
        // client cannot know; this one looks, so that the checkers judge the broker alone.
        if (!packet.SessionPresent && Asked!.Version != ProtocolVersion.V31) Forget();
        if (_session != session) Forget();
        _session = session;
        IsConnected = true;
        _hasForgotten = false;
        _quota = (int)packet.Properties.NumberOr(PropertyId.ReceiveMaximum, ushort.MaxValue);
        _aliasMaximum = Asked!.IsV5 ? (int)Math.Min(3, packet.Properties.NumberOr(PropertyId.TopicAliasMaximum, 0)) : 0;
        SendPublishes();
    }

    private void OnPublish(in Publish packet)
    {
        var delivery = Connection!.View.InTransit.Dequeue();
        var refusal = ReasonCode.Success;
        if (packet.QoS == QoS.ExactlyOnce && !_received.Add(packet.PacketId))
        {
            _pubRecs.Enqueue((packet.PacketId, refusal));
            return;
        }

        if (packet.QoS > QoS.AtMostOnce && Asked!.IsV5 && Refusals?.Chance(2) == true)
        {
            refusal = ReasonCode.ImplementationSpecificError;
            delivery.Excuse ??= "the client refused it";
            _received.Remove(packet.PacketId);
        }

        delivery.Received++;
        _given.Add(delivery.Message.Key);
        if (packet.QoS == QoS.ExactlyOnce && delivery.Received > 1 && delivery.Excuse is null)
            throw new SimulationException($"QoS 2 exactly once: the application got twice: {delivery}");
        if (packet.QoS == QoS.AtLeastOnce) _pubAcks.Enqueue((packet.PacketId, refusal));
        else if (packet.QoS == QoS.ExactlyOnce) _pubRecs.Enqueue((packet.PacketId, refusal));
    }

    private void OnAnswer(in Acknowledgement packet)
    {
        if (packet.Type == PacketType.PubRel)
        {
            _received.Remove(packet.PacketId);
            _pubComps.Enqueue(packet.PacketId);
            return;
        }

        var packetId = packet.PacketId;
        var publish = _outgoing.Find(one => one.PacketId == packetId)
            ?? throw new SimulationException($"{Id}: {packet.Type} {packetId} answers nothing");
        if (packet.Type == PacketType.PubAck != (publish.QoS == QoS.AtLeastOnce))
            throw new SimulationException($"{Id}: {packet.Type} {packetId} answers {publish.Key} of QoS {(int)publish.QoS}");
        if (packet.Type == PacketType.PubRec && packet.Code < ReasonCode.UnspecifiedError)
        {
            if (!publish.IsReceived) _pubRels.Enqueue(packetId);
            publish.IsReceived = true;
            return;
        }

        _outgoing.Remove(publish);
        if (publish.HoldsQuota) _quotaUsed--;
        SendPublishes();
    }

    private void Check(Violation violation)
    {
        if (!violation.IsNone) throw new SimulationException($"{Id}: the broker sent a packet that breaks the standard: {violation.What}");
    }
}
