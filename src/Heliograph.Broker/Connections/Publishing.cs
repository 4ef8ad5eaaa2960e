using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Delivery;
using Heliograph.Broker.Events;
using Heliograph.Broker.Interception;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Topics;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Connections;

/// <summary>PUBLISH from a client: alias, limits, rights, the receiving half of QoS 1 and 2, and the answer.</summary>
internal sealed class Publishing(Router router, IAuthorizer authorizer, bool isIntercepted, Ending ending)
{
    /// <summary>Takes one PUBLISH.</summary>
    /// <returns>
    /// False when it must be offered again later: a queue is full and the client (3.x) cannot be told, or an interceptor is to be asked.
    /// </returns>
    public bool OnPublish(Connection connection, in Publish packet, Batch batch)
    {
        var isTaken = TryTake(connection, packet, batch);
        if (!isTaken) return false;
        connection.Verdict = null;
        batch.Counters.Add(Counter.PublishReceived);
        batch.Counters.Add(Counter.PublishBytesReceived, packet.Payload.Length);
        return true;
    }

    private bool TryTake(Connection connection, in Publish packet, Batch batch)
    {
        var violation = ResolveTopic(connection, packet, out var topic);
        if (violation.IsNone) violation = Check(connection, packet, topic);
        if (!violation.IsNone)
        {
            ending.Close(connection, violation.Code, violation.What, batch);
            return true;
        }

        if (connection.Link.Mount is { } mount) topic = MountPoint.Mounted(mount, topic);
        if (packet.QoS != QoS.ExactlyOnce) return TryTakeNew(connection, packet, topic, batch);
        lock (connection.Session!.Inbound)
        {
            return IsRepeated(connection, packet.PacketId, batch) || TryTakeNew(connection, packet, topic, batch);
        }
    }

    private bool TryTakeNew(Connection connection, in Publish packet, ReadOnlySpan<byte> topic, Batch batch)
    {
        if (!IsWithinReceiveMaximum(connection, packet.QoS))
        {
            ending.Close(connection, ReasonCode.ReceiveMaximumExceeded,
                $"more than receive_maximum = {connection.Announced.ReceiveMaximum} publishes at once [MQTT-3.3.4-9]", batch);
            return true;
        }

        if (packet.Payload.Length > connection.Announced.PayloadBytesMax)
        {
            connection.Tell(EventKind.Denied, ReasonCode.ImplementationSpecificError,
                $"PUBLISH: the payload has more than {connection.Announced.PayloadBytesMax} bytes; nobody got it", topic, batch);
            Answer(connection, packet, connection.Version == ProtocolVersion.V5 ? ReasonCode.ImplementationSpecificError : ReasonCode.Success, Lsn.None, batch);
            return true;
        }

        if (!MayPublish(connection, packet, topic, batch))
        {
            // 3.x has no code for it and is answered as if it had been accepted v3.1.1 [MQTT-3.3.5-2].
            var code = connection.Version == ProtocolVersion.V5 ? ReasonCode.NotAuthorized : ReasonCode.Success;
            Answer(connection, packet, code, Lsn.None, batch);
            return true;
        }

        return isIntercepted ? RouteIntercepted(connection, packet, topic, batch) : Route(connection, packet, topic, packet.Payload, packet.Retain, batch);
    }

    // Asked once for each PUBLISH: what is offered again, because of a full queue, keeps its verdict.
    private bool RouteIntercepted(Connection connection, in Publish packet, ReadOnlySpan<byte> topic, Batch batch)
    {
        if (connection.Verdict is not { } verdict)
        {
            connection.PendingPublish = new(connection.Identity, Encoding.UTF8.GetString(topic), packet.Payload.ToArray(), packet.QoS, packet.Retain);
            return false;
        }

        if (verdict.Refusal is { } code)
        {
            Refuse(connection, packet, topic, code, verdict, batch);
            return true;
        }

        return verdict.Change is { } change
            ? Route(connection, packet, Encoding.UTF8.GetBytes(change.Topic), change.Payload.Span, change.Retain, batch)
            : Route(connection, packet, topic, packet.Payload, packet.Retain, batch);
    }

    private void Refuse(Connection connection, in Publish packet, ReadOnlySpan<byte> topic, ReasonCode code, PublishVerdict verdict, Batch batch)
    {
        var isTold = connection.Version == ProtocolVersion.V5;
        connection.Tell(EventKind.Denied, code, $"PUBLISH: {verdict.Cause}", topic, batch);
        if (verdict.IsFailure && !isTold && packet.QoS > QoS.AtMostOnce) ending.Close(connection, code, $"PUBLISH: {verdict.Cause}", batch);
        else Answer(connection, packet, isTold ? code : ReasonCode.Success, Lsn.None, batch);
    }

    private bool Route(
        Connection connection, in Publish packet, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, bool retain, Batch batch)
    {
        var session = connection.Session!;
        var publication = new Publication(topic, MessageProperties.Forwarded(packet.Properties, batch.PropertyScratch), payload)
        {
            QoS = packet.QoS,
            Retain = retain,
            PublisherId = connection.ClientId,
            Publisher = packet.Retain && connection.Announced.Habits.ChecksRetainSource ? session.Identity : null,
            MustBeRetained = connection.Version == ProtocolVersion.V5,
            ExpiresAt = packet.Properties.TryFind(PropertyId.MessageExpiryInterval, out var expiry)
                ? batch.Now.PlusSeconds(expiry.Number)
                : Instant.Never,
        };
        var origin = packet.QoS == QoS.ExactlyOnce ? new PublishOrigin(session, packet.PacketId, Lsn.None) : default;
        var outcome = router.Publish(ref publication, origin, batch);
        if (outcome.Result == PublishResult.Refused)
        {
            TellRefused(connection, outcome, topic, batch);
            if (connection.Version != ProtocolVersion.V5) return false;
            batch.Counters.Add(Counter.PublishRefused);
            Answer(connection, packet, ReasonCode.QuotaExceeded, Lsn.None, batch);
            return true;
        }

        if (outcome.IsUnretained)
            connection.Tell(EventKind.Dropped, ReasonCode.QuotaExceeded, PublishOutcome.UnretainedCause, topic, batch);
        var code = outcome.Result == PublishResult.NoSubscribers ? ReasonCode.NoMatchingSubscribers : ReasonCode.Success;
        Answer(connection, packet, code, outcome.Lsn, batch);
        return true;
    }

    // A full queue refuses all that comes: one event now and then, and of a publish that is held one in all.
    private static void TellRefused(Connection connection, in PublishOutcome outcome, ReadOnlySpan<byte> topic, Batch batch)
    {
        var isHeld = connection.Version != ProtocolVersion.V5;
        if (isHeld ? connection.HeldSince != Instant.Never : !connection.TryTellRefusal(batch.Now)) return;
        connection.Tell(EventKind.Denied, ReasonCode.QuotaExceeded,
            $"PUBLISH: {(isHeld ? "held until there is room" : "refused, nobody got it")}: {outcome.RefusalCause}", topic, batch);
    }

    private static Violation ResolveTopic(Connection connection, in Publish packet, out ReadOnlySpan<byte> topic)
    {
        topic = packet.Topic;
        if (!packet.Properties.TryFind(PropertyId.TopicAlias, out var alias)) return Violation.None;
        var maximum = connection.Announced.TopicAliasMaximum;
        if (alias.Number == 0 || alias.Number > maximum)
            return new(ReasonCode.TopicAliasInvalid, $"PUBLISH: the topic alias is 0 or above topic_alias_maximum = {maximum} [MQTT-3.3.2-9]");
        var aliases = connection.Aliases ??= new byte[maximum][];
        if (!topic.IsEmpty) aliases[alias.Number - 1] = topic.ToArray();
        topic = aliases[alias.Number - 1];
        return topic.IsEmpty
            ? Violation.Protocol("PUBLISH: the topic is empty and its alias was never set")
            : Violation.None;
    }

    private static Violation Check(Connection connection, in Publish packet, ReadOnlySpan<byte> topic)
    {
        var options = connection.Announced;
        if (packet.QoS > options.MaximumQoS)
            return new(ReasonCode.QoSNotSupported, $"PUBLISH: the QoS is above maximum_qos = {(int)options.MaximumQoS} [MQTT-3.2.2-11]");
        if (packet.Retain && !options.RetainAvailable)
            return new(ReasonCode.RetainNotSupported, "PUBLISH: RETAIN is set and retain is not available [MQTT-3.2.2-14]");
        if (topic.Length + (connection.Link.Mount?.Length ?? 0) > options.TopicBytesMax)
            return new(ReasonCode.TopicNameInvalid, $"PUBLISH: the topic is longer than topic_bytes_max = {options.TopicBytesMax}");
        return topic.Length >= options.TopicLevelsMax && TopicLevels.Count(topic) > options.TopicLevelsMax
            ? new(ReasonCode.TopicNameInvalid, $"PUBLISH: the topic has more levels than topic_levels_max = {options.TopicLevelsMax}")
            : Violation.None;
    }

    // The same id before its PUBREL is the same message: acknowledged, not routed [MQTT-4.3.3-10].
    private static bool IsRepeated(Connection connection, ushort packetId, Batch batch)
    {
        var session = connection.Session!;
        lock (session)
        {
            if (session.Link != connection.Link) return true;
            if (!session.Inbound.Contains(packetId)) return false;
            session.Inbound.Add(packetId);
            connection.Link.Outbox.Require(session.LastLsn);
            Acknowledgements.Write(connection.Link, PacketType.PubRec, packetId, batch);
            return true;
        }
    }

    private static bool IsWithinReceiveMaximum(Connection connection, QoS qos) => qos == QoS.AtMostOnce
        || connection.Version != ProtocolVersion.V5
        || (connection.Session!.InboundIfAny?.OpenCount ?? 0) + connection.Link.UntakenPubAcks < connection.Announced.ReceiveMaximum;

    private bool MayPublish(Connection connection, in Publish packet, ReadOnlySpan<byte> topic, Batch batch)
    {
        var request = new AccessRequest(connection.Identity, AccessAction.Publish, topic, packet.QoS, packet.Retain, packet.Payload.Length);
        var decision = connection.AccessCache.Decide(authorizer, request, out var isNew);
        if (decision.IsAllowed) return true;
        batch.Counters.Add(Counter.AccessDenied);
        if (isNew) connection.Tell(EventKind.Denied, ReasonCode.NotAuthorized, $"PUBLISH: {decision.Rule}", topic, batch);
        return false;
    }

    private static void Answer(Connection connection, in Publish packet, ReasonCode code, Lsn lsn, Batch batch)
    {
        if (packet.QoS == QoS.AtMostOnce) return;
        var session = connection.Session!;
        lock (session)
        {
            if (session.Link != connection.Link || connection.Link.IsClosing)
            {
                // It was routed: whoever resumes the session and sends it again finds it known.
                if (packet.QoS == QoS.ExactlyOnce && code < ReasonCode.UnspecifiedError) session.Inbound.Hold(packet.PacketId);
                session.KeepLsn(lsn);
                return;
            }

            if (lsn > Lsn.None)
            {
                session.KeepLsn(lsn);
                connection.Link.Outbox.Require(lsn);
            }

            if (packet.QoS == QoS.AtLeastOnce)
            {
                Acknowledgements.Write(connection.Link, PacketType.PubAck, packet.PacketId, batch, code);
                connection.Link.UntakenPubAcks++;
                return;
            }

            if (code < ReasonCode.UnspecifiedError) session.Inbound.Add(packet.PacketId);
            Acknowledgements.Write(connection.Link, PacketType.PubRec, packet.PacketId, batch, code);
        }
    }
}
