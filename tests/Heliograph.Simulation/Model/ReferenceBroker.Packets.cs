using System.Buffers;
using System.Text;
using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Model;

/// <content>The packets that the engine has taken.</content>
public sealed partial class ReferenceBroker
{
    /// <summary>The engine has handled these whole packets.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="packets">What it consumed.</param>
    /// <param name="journalBefore">The journal's last number before.</param>
    /// <param name="wasRefused">The one publish among them was refused for a full queue.</param>
    public void OnHandled(SimConnection connection, ReadOnlySequence<byte> packets, long journalBefore, bool wasRefused)
    {
        while (Frame.TryTake(ref packets, FixedHeader.RemainingLengthMax, out var frame) == FrameStatus.Complete)
        {
            var body = frame.Body.ToArray();
            connection.View.LastPacketAt = Now;
            var wasAhead = connection.View.BytesAhead > 0 && IsAnswer(frame);
            connection.View.BytesAhead = Math.Max(0, connection.View.BytesAhead - WireWriter.PacketLength(body.Length));
            if (wasAhead) continue;
            if (trace.IsOn) trace.Add(Now, $"{connection.Client.Id} ({connection.Number}) -> {Describe(connection, frame.Header, body)}");
            OnPacket(connection, frame.Header, body, journalBefore, wasRefused);
        }
    }

    /// <summary>The engine holds the first packet of the input, and has heard the answers behind it.</summary>
    public void OnHeld(SimConnection connection, ReadOnlySequence<byte> input, long journalBefore)
    {
        var whole = input.Length;
        while (Frame.TryTake(ref input, FixedHeader.RemainingLengthMax, out var frame) == FrameStatus.Complete)
        {
            var end = whole - input.Length;
            var isNew = end > connection.View.BytesAhead;
            connection.View.BytesAhead = Math.Max(end, connection.View.BytesAhead);
            if (isNew && IsAnswer(frame)) OnPacket(connection, frame.Header, frame.Body.ToArray(), journalBefore, wasRefused: false);
        }
    }

    private static bool IsAnswer(in Frame frame) =>
        frame.Header.Type is PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp or PacketType.PingReq;

    private void OnPacket(SimConnection connection, FixedHeader header, ReadOnlySpan<byte> body, long journalBefore, bool wasRefused)
    {
        if (header.Type == PacketType.Connect)
        {
            connection.View.Connect = ReadConnect(body);
            return;
        }

        var view = connection.View;
        var version = view.Connect!.Version;
        var session = view.Session!;
        switch (header.Type)
        {
            case PacketType.Publish:
                Mqtt.Packets.Publish.TryRead(body, header.Flags, version, PropertySite.PublishToServer, out var publish);
                OnPublish(connection, publish, journalBefore, wasRefused);
                break;
            case PacketType.Subscribe:
                Mqtt.Packets.Subscribe.TryRead(body, version, out var subscribe);
                OnSubscribe(connection, subscribe);
                break;
            case PacketType.Unsubscribe:
                Mqtt.Packets.Unsubscribe.TryRead(body, version, out var unsubscribe);
                OnUnsubscribe(connection, unsubscribe);
                break;
            case PacketType.Disconnect:
                Disconnect.TryRead(body, version, PropertySite.DisconnectToServer, out var disconnect);
                if (disconnect.Properties.TryFind(PropertyId.SessionExpiryInterval, out var expiry)) session.ExpirySeconds = expiry.Number;
                Detach(connection, keepsWill: disconnect.Code != ReasonCode.Success);
                break;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                Acknowledgement.TryRead(body, header.Type, version, out var answer);
                OnAnswer(connection, answer);
                break;
        }
    }

    private static ConnectFields ReadConnect(ReadOnlySpan<byte> body)
    {
        Mqtt.Packets.Connect.TryRead(body, out var connect);
        var isV5 = connect.Version == ProtocolVersion.V5;
        var expiry = isV5 ? connect.Properties.NumberOr(PropertyId.SessionExpiryInterval, 0)
            : connect.CleanStart ? 0 : uint.MaxValue;
        return new(connect.Version, Encoding.UTF8.GetString(connect.ClientId), connect.CleanStart, expiry, connect.KeepAlive)
        {
            ReceiveMaximum = (int)connect.Properties.NumberOr(PropertyId.ReceiveMaximum, ushort.MaxValue),
            PacketBytesMax = connect.Properties.NumberOr(PropertyId.MaximumPacketSize, uint.MaxValue),
            TopicAliasMaximum = (int)connect.Properties.NumberOr(PropertyId.TopicAliasMaximum, 0),
            Will = !connect.HasWill ? null : new(
                Encoding.UTF8.GetString(connect.Will.Topic), connect.Will.Payload.ToArray(), connect.Will.QoS, connect.Will.Retain,
                connect.Will.Properties.NumberOr(PropertyId.WillDelayInterval, 0)),
        };
    }

    private void OnPublish(SimConnection connection, in Publish packet, long journalBefore, bool wasRefused)
    {
        var view = connection.View;
        var session = view.Session!;
        var topicBytes = packet.Topic.ToArray();
        if (packet.Properties.TryFind(PropertyId.TopicAlias, out var alias))
        {
            if (topicBytes.Length > 0) view.AliasesIn[alias.Number] = topicBytes;
            else topicBytes = view.AliasesIn[alias.Number];
        }

        if (packet.QoS == QoS.ExactlyOnce && session.Inbound.TryGetValue(packet.PacketId, out var known))
        {
            view.AnswerNeeds[("PUBREC", packet.PacketId)] = known;
            return;
        }

        if (wasRefused)
        {
            view.AnswerNeeds[(packet.QoS == QoS.AtLeastOnce ? "PUBACK" : "PUBREC", packet.PacketId)] = 0;
            return;
        }

        var topic = Encoding.UTF8.GetString(topicBytes);
        var key = MessageKey.Of(topicBytes, packet.Payload);
        var needs = journal.FirstAfter(journalBefore, RecordKind.Published, 0, key);
        if (packet.Retain && packet.Payload.IsEmpty)
            needs = Math.Max(needs, journal.FirstAfter(journalBefore, RecordKind.RetainedCleared, 0, topic));
        if (packet.Retain && !packet.Payload.IsEmpty && needs == 0)
            throw new SimulationException($"{key} is retained and no record says so");
        if (packet.QoS == QoS.ExactlyOnce) // where nobody durable wants the message, the record holds the packet id only
            needs = Math.Max(needs, journal.FirstAfter(journalBefore, RecordKind.InboundHeld, session.JournalNumber, $"{packet.PacketId}"));
        if (packet.QoS == QoS.ExactlyOnce && session.IsDurable && needs == 0)
            throw new SimulationException($"{key} of QoS 2: no record holds packet id {packet.PacketId} of {session}");
        if (packet.QoS == QoS.AtLeastOnce) view.AnswerNeeds[("PUBACK", packet.PacketId)] = needs;
        if (packet.QoS == QoS.ExactlyOnce) view.AnswerNeeds[("PUBREC", packet.PacketId)] = session.Inbound[packet.PacketId] = needs;
        Publish(new(++_lastOrder, key, session.ClientId, topic, packet.QoS, packet.Retain)
        {
            At = Now,
            ExpiresAt = packet.Properties.TryFind(PropertyId.MessageExpiryInterval, out var expiry) ? Now.PlusSeconds(expiry.Number) : Instant.Never,
            Size = topic.Length + packet.Payload.Length,
            Needs = needs,
        });
    }

    private void OnSubscribe(SimConnection connection, in Subscribe packet)
    {
        var session = connection.View.Session!;
        uint? id = packet.Properties.TryFind(PropertyId.SubscriptionIdentifier, out var property) ? property.Number : null;
        var needs = 0L;
        var entries = packet.Entries;
        while (entries.MoveNext())
        {
            var filter = Encoding.UTF8.GetString(entries.Filter);
            Subscribe(session, filter, entries.Options, id);
            needs = Math.Max(needs, NeedsOf(RecordKind.Subscribed, session, filter));
        }

        connection.View.AnswerNeeds[("SUBACK", packet.PacketId)] = needs;
    }

    private void OnUnsubscribe(SimConnection connection, in Unsubscribe packet)
    {
        var session = connection.View.Session!;
        var needs = 0L;
        var entries = packet.Entries;
        while (entries.MoveNext())
        {
            var filter = Encoding.UTF8.GetString(entries.Filter);
            if (Unsubscribe(session, filter)) needs = Math.Max(needs, NeedsOf(RecordKind.Unsubscribed, session, filter));
        }

        connection.View.AnswerNeeds[("UNSUBACK", packet.PacketId)] = needs;
    }

    private void OnAnswer(SimConnection connection, in Acknowledgement packet)
    {
        var session = connection.View.Session!;
        var view = connection.View;
        if (packet.Type == PacketType.PubRel)
        {
            var wasKnown = session.Inbound.Remove(packet.PacketId);
            view.AnswerNeeds[("PUBCOMP", packet.PacketId)] = wasKnown ? NeedsOf(RecordKind.InboundReleased, session, $"{packet.PacketId}") : 0;
            return;
        }

        if (packet.Type == PacketType.PubRec && packet.Code < ReasonCode.UnspecifiedError)
        {
            view.AnswerNeeds[("PUBREL", packet.PacketId)] = NeedsOf(RecordKind.Received, session, $"{packet.PacketId}");
            return;
        }

        session.Inflight.Remove(packet.PacketId);
        view.Unanswered.Remove(packet.PacketId);
    }

    private long NeedsOf(RecordKind kind, ModelSession session, string detail)
    {
        if (!session.IsDurable) return 0;
        var needs = journal.Latest(kind, session.JournalNumber, detail);
        return needs > 0 ? needs : throw new SimulationException($"{session} is durable and no record says {kind} {detail}");
    }

    private static string Describe(SimConnection connection, FixedHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Type == PacketType.Connect) return $"{ReadConnect(body)}";
        return PacketText.Of(header, body, connection.View.Connect!.Version, PropertySite.PublishToServer);
    }
}
