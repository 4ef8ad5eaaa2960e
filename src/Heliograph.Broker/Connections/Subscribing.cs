using Heliograph.Broker.Access;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Retained;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Topics;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Connections;

/// <summary>SUBSCRIBE, section 3.8: each filter is judged by itself and answered in one SUBACK [MQTT-3.8.4-5].</summary>
internal sealed class Subscribing(
    BrokerContext context, SubscriptionIndex subscriptions, RetainedStore retained, IAuthorizer authorizer,
    Accepting accepting, Ending ending)
{
    public void OnSubscribe(Connection connection, in Subscribe packet, Batch batch)
    {
        var violation = CheckSyntax(packet);
        if (!violation.IsNone)
        {
            ending.Close(connection, violation.Code, violation.What, batch);
            return;
        }

        uint[]? ids = packet.Properties.TryFind(PropertyId.SubscriptionIdentifier, out var id) ? [id.Number] : null;
        var codes = new List<ReasonCode>();
        var added = new Additions();
        var entries = packet.Entries;
        while (entries.MoveNext())
        {
            var code = Judge(connection, entries, ids, added, batch);
            codes.Add(Told(code, connection.Version, entries.Options.QoS));
        }

        Answer(connection, packet.PacketId, [.. codes], ReplaysFor(connection, added, batch), batch);
        accepting.Drain(added.Groups, batch);
    }

    // A filter that is no filter breaks the packet; one that is not allowed is answered by its own code.
    private static Violation CheckSyntax(in Subscribe packet)
    {
        var entries = packet.Entries;
        while (entries.MoveNext())
        {
            var isShared = TopicFilter.IsShared(entries.Filter);
            var isValid = isShared
                ? TopicFilter.TrySplitShared(entries.Filter, out _, out _)
                : TopicFilter.IsValid(entries.Filter);
            if (!isValid)
                return new(ReasonCode.TopicFilterInvalid, "SUBSCRIBE: a topic filter is not well formed [MQTT-4.7.1-1] [MQTT-4.8.2-1]");
            if (isShared && entries.Options.NoLocal)
                return Violation.Protocol("SUBSCRIBE: No Local on a shared subscription [MQTT-3.8.3-4]");
        }

        return Violation.None;
    }

    private ReasonCode Judge(
        Connection connection, in SubscribeEntries entry, uint[]? ids, Additions added, Batch batch)
    {
        var topicFilter = entry.Filter;
        if (TopicFilter.IsShared(entry.Filter)) TopicFilter.TrySplitShared(entry.Filter, out _, out topicFilter);
        var limit = CheckLimits(connection.Announced, entry.Filter, topicFilter, ids);
        if (!limit.IsNone) return Deny(connection, entry, limit.Code, limit.What, batch);

        var rulesVersion = authorizer.RulesVersion; // before asking: rules that change meanwhile are asked again
        var decision = authorizer.Decide(new(
            connection.Identity, AccessAction.Subscribe, topicFilter, entry.Options.QoS));
        if (!decision.IsAllowed)
        {
            batch.Counters.Add(Counter.AccessDenied);
            return Deny(connection, entry, ReasonCode.NotAuthorized, decision.Rule, batch);
        }

        var granted = entry.Options.QoS < connection.Announced.MaximumQoS ? entry.Options.QoS : connection.Announced.MaximumQoS;
        var subscription = new Subscription(entry.Filter)
        {
            Session = connection.Session!,
            Options = entry.Options.WithQoS(granted),
            Ids = ids,
            AskPerDelivery = decision.Answer == AccessAnswer.AskPerDelivery,
            RulesVersion = rulesVersion,
        };
        var code = Add(connection, subscription, added, batch);
        if (code != ReasonCode.QuotaExceeded) return code;
        return Deny(connection, entry, code,
            $"there are subscriptions_per_session_max = {connection.Announced.SubscriptionsPerSessionMax} already, or their filters have twenty times as many levels", batch);
    }

    private static Violation CheckLimits(
        BrokerOptions options, ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topicFilter, uint[]? ids)
    {
        if (filter.Length > options.TopicBytesMax || TopicLevels.Count(topicFilter) > options.TopicLevelsMax)
            return new(ReasonCode.TopicFilterInvalid, $"the filter is longer than topic_bytes_max = {options.TopicBytesMax} or deeper than topic_levels_max = {options.TopicLevelsMax}");
        if (!options.SharedSubscriptionAvailable && TopicFilter.IsShared(filter))
            return new(ReasonCode.SharedSubscriptionsNotSupported, "shared subscriptions are switched off");
        if (!options.WildcardSubscriptionAvailable && TopicFilter.HasWildcards(topicFilter))
            return new(ReasonCode.WildcardSubscriptionsNotSupported, "wildcard subscriptions are switched off");
        return !options.SubscriptionIdentifierAvailable && ids is not null
            ? new(ReasonCode.SubscriptionIdentifiersNotSupported, "subscription identifiers are switched off")
            : Violation.None;
    }

    private ReasonCode Add(Connection connection, Subscription subscription, Additions added, Batch batch)
    {
        var session = subscription.Session;
        bool isNew;
        lock (session)
        {
            if (session.IsEnded || session.Link != connection.Link) return ReasonCode.UnspecifiedError;
            isNew = !session.Subscriptions.TryGetValue(subscription.Filter, out var old);
            if (isNew && session.Subscriptions.Count >= connection.Announced.SubscriptionsPerSessionMax)
                return ReasonCode.QuotaExceeded;
            var isSame = old is not null && old.Options == subscription.Options && old.Ids?[0] == subscription.Ids?[0];
            if (!isSame && IsShort(session, isNew)) return ReasonCode.QuotaExceeded;
            if (isNew && session.SubscriptionLevels + subscription.Levels > connection.Announced.SubscriptionLevelsMax)
                return ReasonCode.QuotaExceeded;
            if (isNew) session.SubscriptionLevels += subscription.Levels;
            session.Subscriptions[subscription.Filter] = subscription;
            if (old is null) subscriptions.Add(subscription);
            else subscriptions.Replace(old, subscription);
            if (!isSame) session.Record(subscription.Record());
            connection.Link.Outbox.Require(session.LastLsn);
        }

        connection.Tell(
            EventKind.Subscribed, ReasonCode.Success, $"QoS {(int)subscription.Options.QoS}", subscription.Filter, batch);
        if (subscription.Group is { } group) added.Groups.Add(group);
        if (WantsRetained(subscription, isNew)) added.Wanting[subscription.Filter] = subscription;
        return (ReasonCode)subscription.Options.QoS;
    }

    // What a session that lasts subscribes to takes room in the journal, again and again if it likes.
    private bool IsShort(Session session, bool isNew) =>
        session.IsDurable ? !context.CanKeepMessages : isNew && context.IsShortOfMemory;

    // [MQTT-3.3.1-9] [MQTT-3.3.1-10] [MQTT-3.3.1-11]; shared subscriptions get none.
    private static bool WantsRetained(Subscription subscription, bool isNew) => subscription.Group is null
        && subscription.Options.RetainHandling switch
        {
            RetainHandling.Send => true,
            RetainHandling.SendIfNew => isNew,
            _ => false,
        };

    // Bounded before anything is looked up: a packet may name many filters, and each may match all there is.
    private List<RetainedReplay> ReplaysFor(Connection connection, Additions added, Batch batch)
    {
        var session = connection.Session!;
        var replays = new List<RetainedReplay>();
        if (added.Wanting.Count > 0) retained.AwaitChanges();
        var room = context.Options.RetainedMessagesMax - session.Outbound.ReplayCount;
        foreach (var subscription in added.Wanting.Values)
        {
            if (room <= 0)
            {
                batch.Counters.AddDropped(DropCause.NotRetained);
                connection.Tell(EventKind.Dropped, ReasonCode.QuotaExceeded,
                    "too many retained messages wait for this client already", subscription.Filter, batch);
                break;
            }

            var replay = new RetainedReplay(retained, RetainedFor(subscription, batch), subscription);
            replays.Add(replay);
            room -= replay.Left;
        }

        return replays;
    }

    private List<Message> RetainedFor(Subscription subscription, Batch batch)
    {
        var messages = retained.MatchedBy(subscription.TopicFilter, batch.Now);
        if (subscription.AskPerDelivery)
        {
            messages.RemoveAll(message => !authorizer
                .Decide(new(subscription.Session.Identity, AccessAction.Receive, message.Topic, message.QoS)).IsAllowed);
        }

        return messages;
    }

    private static ReasonCode Deny(
        Connection connection, in SubscribeEntries entry, ReasonCode code, string cause, Batch batch)
    {
        connection.Tell(EventKind.Denied, code, cause, entry.Filter, batch);
        return code;
    }

    private void Answer(
        Connection connection, ushort packetId, ReasonCode[] codes, List<RetainedReplay> replays, Batch batch)
    {
        var packet = new SubscriptionAcknowledgement { Type = PacketType.SubAck, PacketId = packetId, Codes = codes };
        var session = connection.Session!;
        if (packet.Length(connection.Version) > connection.Link.PacketBytesMax)
        {
            ending.Close(connection, ReasonCode.PacketTooLarge, "SUBACK would exceed the client's Maximum Packet Size [MQTT-3.1.2-24]", batch);
            return;
        }

        lock (session)
        {
            var link = connection.Link;
            if (session.Link != link || link.IsClosing) return;
            packet.Write(link.Outbox, link.Version);
            batch.Counters.AddSent(PacketType.SubAck);
            batch.Touch(link);
            foreach (var replay in replays) session.Outbound.Replay(replay, batch);
        }
    }

    // 3.1.1 knows one failure code v3.1.1 [MQTT-3.9.3-2]; 3.1 none: its client is told what it asked for, and gets nothing.
    private static ReasonCode Told(ReasonCode code, ProtocolVersion version, QoS requested) => version switch
    {
        ProtocolVersion.V5 => code,
        _ when code <= ReasonCode.GrantedQoS2 => code,
        ProtocolVersion.V31 => (ReasonCode)requested,
        _ => ReasonCode.UnspecifiedError,
    };

    /// <summary>What one packet added that something must be done about afterwards.</summary>
    private sealed class Additions
    {
        /// <summary>By filter: those that want retained messages.</summary>
        public Dictionary<byte[], Subscription> Wanting { get; } = new(Utf8Comparer.Instance);

        public HashSet<SharedGroup> Groups { get; } = [];
    }
}
