using System.Buffers;
using System.Text;
using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Heliograph.Simulation.Model;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Checks;

/// <summary>Looks at every packet at the moment it leaves the engine, whether or not it will arrive.</summary>
public sealed class OutputChecks(LateJournal journal, Trace trace)
{
    private Instant _now;

    public void OnOutput(SimConnection connection, Instant now)
    {
        _now = now;
        var view = connection.View;
        var output = new ReadOnlySequence<byte>(view.Output.Memory);
        while (Frame.TryTake(ref output, FixedHeader.RemainingLengthMax, out var frame) == FrameStatus.Complete)
        {
            var fields = view.Connect ?? throw new SimulationException($"{connection.Address}: output before CONNECT");
            if (trace.IsOn)
                trace.Add(now, $"{connection.Client.Id} ({connection.Number}) <- {PacketText.Of(frame.Header, frame.Body.FirstSpan, fields.Version, PropertySite.PublishToClient)}");
            var length = WireWriter.PacketLength((int)frame.Body.Length);
            if (length > fields.PacketBytesMax) throw new SimulationException($"{connection.Client.Id}: {frame.Header.Type} of {length} bytes is above the client's Maximum Packet Size {fields.PacketBytesMax} [MQTT-3.1.2-24]");
            OnPacket(connection, fields.Version, frame.Header, frame.Body.FirstSpan);
        }

        view.Output.Consume(view.Output.Length - output.Length);
    }

    private void OnPacket(SimConnection connection, ProtocolVersion version, FixedHeader header, ReadOnlySpan<byte> body)
    {
        var view = connection.View;
        if (!view.HasConnAck && header.Type != PacketType.ConnAck)
            throw new SimulationException($"{connection.Client.Id}: {header.Type} before CONNACK [MQTT-3.2.0-1]");
        switch (header.Type)
        {
            case PacketType.ConnAck:
                ConnAck.TryRead(body, version, out var connAck);
                OnConnAck(connection, connAck, version);
                break;
            case PacketType.Publish:
                Publish.TryRead(body, header.Flags, version, PropertySite.PublishToClient, out var publish);
                OnPublish(connection, publish);
                break;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                Acknowledgement.TryRead(body, header.Type, version, out var answer);
                OnAnswer(connection, answer);
                break;
            case PacketType.SubAck or PacketType.UnsubAck:
                SubscriptionAcknowledgement.TryRead(body, header.Type, version, out var answered);
                RequireAnswer(connection, header.Type, answered.PacketId);
                break;
        }
    }

    private void OnConnAck(SimConnection connection, in ConnAck packet, ProtocolVersion version)
    {
        var view = connection.View;
        if (view.HasConnAck) throw new SimulationException($"{connection.Client.Id}: a second CONNACK");
        if (packet.Code != 0) throw new SimulationException($"{connection.Client.Id}: refused with {packet.Code}");
        view.HasConnAck = true;
        if (version != ProtocolVersion.V31 && packet.SessionPresent != view.ExpectedSessionPresent)
            throw new SimulationException($"{connection.Client.Id}: Session Present is {packet.SessionPresent} [MQTT-3.2.2-2] [MQTT-3.2.2-3]");
        RequireDurable(view.ConnAckNeeds, $"CONNACK of {view.Session}");
    }

    private void OnAnswer(SimConnection connection, in Acknowledgement packet)
    {
        var view = connection.View;
        if (packet.Type != PacketType.PubRel)
        {
            RequireAnswer(connection, packet.Type, packet.PacketId);
            return;
        }

        // Sent again on a new connection: the record is the session's.
        var needs = view.AnswerNeeds.TryGetValue(("PUBREL", packet.PacketId), out var here) ? here
            : view.Session!.IsDurable ? journal.Latest(RecordKind.Received, view.Session.JournalNumber, $"{packet.PacketId}") : 0;
        RequireDurable(needs, $"PUBREL {packet.PacketId} to {view.Session}");
    }

    private void RequireAnswer(SimConnection connection, PacketType type, ushort packetId)
    {
        var name = type.ToString().ToUpperInvariant();
        if (!connection.View.AnswerNeeds.Remove((name, packetId), out var needs))
            throw new SimulationException($"{connection.Client.Id}: {name} {packetId} answers nothing that the broker was sent");
        RequireDurable(needs, $"{name} {packetId} to {connection.View.Session}");
    }

    private void RequireDurable(long needs, string what)
    {
        if (needs > journal.DurableUpTo.Value)
            throw new SimulationException($"output commit: {what} left at journal {journal.DurableUpTo.Value} and depends on record {needs}");
    }

    private void OnPublish(SimConnection connection, in Publish packet)
    {
        var view = connection.View;
        var session = view.Session!;
        var topic = ResolveTopic(connection, packet);
        var key = MessageKey.Of(topic, packet.Payload);
        var ids = view.Connect!.IsV5 ? IdsOf(packet.Properties) : null; // 3.x carries none
        var delivery = Identify(view, session, packet, key, ids);
        if (Encoding.UTF8.GetString(topic) != delivery.Message.Topic) throw new SimulationException($"{delivery} was sent on another topic");
        view.InTransit.Enqueue(delivery);
        if (!packet.Duplicate && session.Deliveries[key].TrueForAll(one => one.Message.ExpiresAt <= view.AcceptedAt))
            throw new SimulationException($"{delivery} had expired before the client came");
        CheckExpiry(view, packet, delivery);
        CheckOrder(view, packet, delivery);
        // A publisher that sends again makes two of one: which of them this is cannot be told.
        RequireDurable(Alike(session, key).Min(one => one.Needs), $"{delivery}");
        if (view.IsStale) return; // its successor may have sent it again already
        delivery.HasLeft = true;
        if (packet.QoS == QoS.AtMostOnce) return;
        CheckFlow(view, session, packet.PacketId, delivery);
    }

    private static IEnumerable<Acceptance> Alike(ModelSession session, string key) => session.Deliveries[key].Select(one => one.Message)
        .Concat(session.SharedForms.SelectMany(form => form.Group!.Deliveries).Select(shared => shared.Message).Where(one => one.Key == key));

    private static void CheckExpiry(ConnectionView view, in Publish packet, Delivery delivery)
    {
        var message = delivery.Message;
        var hasExpiry = packet.Properties.TryFind(PropertyId.MessageExpiryInterval, out var left);
        if (!view.Connect!.IsV5) return;
        if (hasExpiry != (message.ExpiresAt != Instant.Never)) throw new SimulationException($"{delivery}: a Message Expiry Interval is missing or invented");
        if (hasExpiry && left.Number * 1000L > (message.ExpiresAt - message.At).TotalMilliseconds)
            throw new SimulationException($"{delivery}: the Message Expiry Interval grew to {left.Number} [MQTT-3.3.2-6]");
    }

    private static void CheckOrder(ConnectionView view, in Publish packet, Delivery delivery)
    {
        if (delivery.Reason != DeliveryReason.Live || packet.Retain || view.IsStale) return;
        var key = delivery.Message.Key;
        if (key.StartsWith("clear:", StringComparison.Ordinal)) return; // one clearing looks like another
        if (Alike(delivery.Session, key).Count() > 1) return; // cannot be told apart
        var line = (delivery.Message.Publisher, delivery.Message.Topic, (int)packet.QoS);
        if (view.LastSent.TryGetValue(line, out var last) && last >= delivery.Message.Order)
            throw new SimulationException($"order: {delivery} follows a later message of the same publisher, topic and QoS [MQTT-4.6.0-6]");
        view.LastSent[line] = delivery.Message.Order;
    }

    private void CheckFlow(ConnectionView view, ModelSession session, ushort packetId, Delivery delivery)
    {
        session.Inflight[packetId] = delivery;
        if (!view.Unanswered.Add(packetId)) throw new SimulationException($"{delivery}: sent twice on one connection [MQTT-4.4.0-1]");
        if (view.Unanswered.Count > view.Connect!.ReceiveMaximum)
            throw new SimulationException($"{session}: {view.Unanswered.Count} deliveries at once, Receive Maximum {view.Connect.ReceiveMaximum} [MQTT-3.3.4-9]");
        if (!session.IsDurable) return;
        var sent = journal.Latest(RecordKind.Sent, session.JournalNumber, $"{packetId}");
        if (sent == 0 && !view.HasEnded) throw new SimulationException($"{delivery}: no record says that packet id {packetId} was used");
        RequireDurable(sent, $"{delivery} as packet {packetId}");
    }

    private Delivery Identify(ConnectionView view, ModelSession session, in Publish packet, string key, uint[]? ids)
    {
        if (view.IsStale && session.Deliveries.TryGetValue(key, out var ofSession))
        {
            var qos = packet.QoS;
            return ofSession.FindLast(one => one.QoS == qos) ?? ofSession[^1];
        }

        if (packet.QoS > QoS.AtMostOnce && session.Inflight.TryGetValue(packet.PacketId, out var known))
        {
            if (packet.Duplicate && known.Message.Key == key) return known;
            if (known.Excuse is null || packet.Duplicate)
                throw new SimulationException($"{session}: packet id {packet.PacketId} carries {key} and is in use for {known} [MQTT-2.2.1-4]");
        }

        if (packet.Duplicate && view.IsFirst) throw new SimulationException($"{session}: {key} has DUP on the session's first connection [MQTT-3.3.1-1]");
        if (session.Deliveries.TryGetValue(key, out var candidates))
        {
            foreach (var candidate in candidates.OrderBy(one => one.Message.ExpiresAt <= _now
                || (one.Excuse is not null && (one.Reason == DeliveryReason.Retained || one.QoS == QoS.AtMostOnce))
                || (one.Reason == DeliveryReason.Retained && one.Message.IsReplaced)))
            {
                if (!candidate.HasLeft && candidate.QoS == packet.QoS && candidate.Retain == packet.Retain
                    && (ids is null || candidate.AreIdsUnknown || candidate.Ids.AsSpan().SequenceEqual(ids)))
                    return candidate;
            }
        }

        return FindShared(view, session, packet, key, ids) ?? throw new SimulationException(
            $"{session} is sent {key} QoS {(int)packet.QoS} retain {packet.Retain} ids [{string.Join(',', ids ?? [])}] which it must not get now; it may get: {string.Join("; ", candidates ?? [])}");
    }

    private Delivery? FindShared(ConnectionView view, ModelSession session, in Publish packet, string key, uint[]? ids)
    {
        Delivery? held = null;
        var qos = packet.QoS;
        foreach (var form in session.SharedForms.AsEnumerable().Reverse())
        {
            // Clearings look alike, and so do the copies of a publish that was sent again: likelier is one that was published
            // while the form was in force, and one whose own QoS it has.
            foreach (var shared in form.Group!.Deliveries.OrderBy(one => one.Message.ExpiresAt <= _now)
                .ThenBy(one => one.Message.ExpiresAt <= view.AcceptedAt).ThenBy(one => !form.WasInForceAt(one.Message)).ThenBy(one => one.Message.QoS != qos))
            {
                if (shared.Message.Key != key || packet.QoS != Lower(form.Options.QoS, shared.Message.QoS)) continue;
                if (packet.Retain && !shared.Message.Retain) continue;
                if (ids is not null && !ids.AsSpan().SequenceEqual(form.Id is { } id ? [id] : [])) continue;
                if (shared.Given.Exists(given => given.Session == session)) continue;
                if (!session.HasEnded && shared.Given.Find(given => !given.Session.HasEnded) is { } holder)
                {
                    if (!TryMoveToAnotherGroup(holder))
                    {
                        held ??= holder;
                        continue;
                    }
                }

                var delivery = new Delivery
                {
                    Message = shared.Message,
                    Session = session,
                    Reason = DeliveryReason.Shared,
                    QoS = packet.QoS,
                    Retain = packet.Retain,
                    Ids = ids ?? [],
                    AreIdsUnknown = ids is null,
                    Shared = shared,
                };
                shared.Given.Add(delivery);
                session.Expect(delivery);
                return delivery;
            }
        }

        if (held is not null) throw new SimulationException($"{held.Shared} goes to {session} and has gone to {held.Session} [MQTT-4.8.2-4]");
        return null;
    }

    // Two groups of one client match and nothing tells which of them gave it the message: it may have been the other.
    private static bool TryMoveToAnotherGroup(Delivery delivery)
    {
        var from = delivery.Shared!;
        foreach (var form in delivery.Session.SharedForms)
        {
            var to = form.Group!.Deliveries.Find(one => one.Message.Key == from.Message.Key && one.Given.Count == 0
                && Lower(form.Options.QoS, one.Message.QoS) == delivery.QoS);
            if (to is null) continue;
            from.Given.Remove(delivery);
            to.Given.Add(delivery);
            delivery.Shared = to;
            return true;
        }

        return false;
    }

    private static byte[] ResolveTopic(SimConnection connection, in Publish packet)
    {
        var topic = packet.Topic.ToArray();
        if (!packet.Properties.TryFind(PropertyId.TopicAlias, out var alias)) return topic;
        var view = connection.View;
        if (alias.Number > view.Connect!.TopicAliasMaximum) throw new SimulationException($"{connection.Client.Id}: topic alias {alias.Number} [MQTT-3.1.2-26]");
        if (topic.Length > 0) view.AliasesOut[alias.Number] = topic;
        return view.AliasesOut[alias.Number];
    }

    private static uint[] IdsOf(PropertyBlock properties)
    {
        var ids = new List<uint>();
        foreach (var property in properties)
        {
            if (property.Id == PropertyId.SubscriptionIdentifier) ids.Add(property.Number);
        }

        ids.Sort();
        return [.. ids];
    }

    private static QoS Lower(QoS one, QoS other) => one < other ? one : other;
}
