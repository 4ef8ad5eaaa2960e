using Heliograph.Broker.Access;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Topics;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Connections;

/// <summary>SUBSCRIBE, section 3.8: each filter is judged by itself and answered in one SUBACK [MQTT-3.8.4-5].</summary>
internal sealed class Subscribing(
    SubscriptionBook book, Replaying replaying, IAuthorizer authorizer, Accepting accepting, Ending ending)
{
    private static readonly string[] Granted = ["QoS 0", "QoS 1", "QoS 2"]; // shared by the events that are kept

    public void OnSubscribe(Connection connection, in Subscribe packet, Batch batch)
    {
        var violation = CheckSyntax(connection.Announced, packet);
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
    private static Violation CheckSyntax(BrokerOptions options, in Subscribe packet)
    {
        var entries = packet.Entries;
        while (entries.MoveNext())
        {
            var violation = CheckFilter(entries.Filter, entries.Options, out var topicFilter);
            if (!violation.IsNone) return violation;
            if (options.Habits.ClosesForDeepFilters && TopicLevels.Count(topicFilter) > options.TopicLevelsMax)
                return new(ReasonCode.TopicFilterInvalid, $"SUBSCRIBE: a filter is deeper than topic_levels_max = {options.TopicLevelsMax}");
        }

        return Violation.None;
    }

    /// <summary>Whether a filter is well formed, and without its share prefix.</summary>
    public static Violation CheckFilter(ReadOnlySpan<byte> filter, SubscriptionOptions options, out ReadOnlySpan<byte> topicFilter)
    {
        topicFilter = filter;
        var isShared = TopicFilter.IsShared(filter);
        if (isShared ? !TopicFilter.TrySplitShared(filter, out _, out topicFilter) : !TopicFilter.IsValid(filter))
            return new(ReasonCode.TopicFilterInvalid, "SUBSCRIBE: a topic filter is not well formed [MQTT-4.7.1-1] [MQTT-4.8.2-1]");
        return isShared && options.NoLocal
            ? Violation.Protocol("SUBSCRIBE: No Local on a shared subscription [MQTT-3.8.3-4]")
            : Violation.None;
    }

    private ReasonCode Judge(
        Connection connection, in SubscribeEntries entry, uint[]? ids, Additions added, Batch batch)
    {
        var filter = MountPoint.MountedFilter(connection.Link.Mount, entry.Filter);
        CheckFilter(filter, entry.Options, out var topicFilter);
        var limit = CheckLimits(connection.Announced, filter, topicFilter, ids);
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
        var subscription = new Subscription(filter)
        {
            Session = connection.Session!,
            Options = entry.Options.WithQoS(granted),
            Ids = ids,
            AskPerDelivery = decision.Answer == AccessAnswer.AskPerDelivery,
            RulesVersion = rulesVersion,
            GrantedTo = connection.Identity,
        };
        var code = Add(connection, subscription, added, batch);
        if (code != ReasonCode.QuotaExceeded) return code;
        return Deny(connection, entry, code, SubscriptionBook.CauseOfQuota(subscription, connection.Announced), batch);
    }

    /// <summary>Whether the options allow such a filter.</summary>
    public static Violation CheckLimits(
        BrokerOptions options, ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topicFilter, uint[]? ids)
    {
        if (filter.Length > options.TopicBytesMax || TopicLevels.Count(topicFilter) > options.TopicLevelsMax)
            return new(ReasonCode.TopicFilterInvalid, $"the filter is longer than topic_bytes_max = {options.TopicBytesMax} or deeper than topic_levels_max = {options.TopicLevelsMax}");
        if (!options.SharedSubscriptionAvailable && TopicFilter.IsShared(filter))
            return new(ReasonCode.SharedSubscriptionsNotSupported, "shared subscriptions are switched off");
        if (!options.WildcardSubscriptionAvailable && TopicFilter.HasWildcards(topicFilter))
            return new(ReasonCode.WildcardSubscriptionsNotSupported, "wildcard subscriptions are switched off");
        if (TopicFilter.HasWildcards(topicFilter) && CheckWildcards(options, topicFilter) is { IsNone: false } tooWide) return tooWide;
        return !options.SubscriptionIdentifierAvailable && ids is not null
            ? new(ReasonCode.SubscriptionIdentifiersNotSupported, "subscription identifiers are switched off")
            : Violation.None;
    }

    private static Violation CheckWildcards(BrokerOptions options, ReadOnlySpan<byte> topicFilter)
    {
        if (TopicLevels.Count(topicFilter) > options.WildcardLevelsMax)
            return new(ReasonCode.TopicFilterInvalid, $"the filter has wildcards and more levels than wildcard_levels_max = {options.WildcardLevelsMax}");
        var before = topicFilter[..topicFilter.IndexOfAny((byte)'+', (byte)'#')].Count((byte)'/');
        return before < options.WildcardDepthMin
            ? new(ReasonCode.TopicFilterInvalid, $"the filter has fewer levels before its first wildcard than wildcard_depth_min = {options.WildcardDepthMin}")
            : Violation.None;
    }

    private ReasonCode Add(Connection connection, Subscription subscription, Additions added, Batch batch)
    {
        var code = book.Add(subscription, connection.Announced, connection.Link, out var isNew, out var keptBefore);
        if (code >= ReasonCode.UnspecifiedError) return code;
        connection.Tell(
            EventKind.Subscribed, ReasonCode.Success, Granted[(int)subscription.Options.QoS], subscription.Filter, batch);
        if (subscription.Group is { } group) added.Groups.Add(group);
        if (Replaying.IsWanted(subscription, isNew)) added.Want(subscription, keptBefore);
        return code;
    }

    private List<RetainedReplay> ReplaysFor(Connection connection, Additions added, Batch batch)
    {
        var replays = replaying.For(connection.Session!, added.Wanting.Values, batch, out var leftOut);
        if (leftOut is null) return replays;
        batch.Counters.AddDropped(DropCause.NotRetained);
        connection.Tell(EventKind.Dropped, ReasonCode.QuotaExceeded,
            "too many retained messages wait for this client already", leftOut.Filter, batch);
        return replays;
    }

    private static ReasonCode Deny(
        Connection connection, in SubscribeEntries entry, ReasonCode code, string cause, Batch batch)
    {
        connection.Tell(EventKind.Denied, code, $"SUBSCRIBE: {cause}", entry.Filter, batch);
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
        /// <summary>By filter: those that want retained messages, and the number of the last that did not see them.</summary>
        public Dictionary<byte[], (Subscription Subscription, long KeptBefore)> Wanting { get; } = new(Utf8Comparer.Instance);

        public HashSet<SharedGroup> Groups { get; } = [];

        // What was kept since the first of a filter came to that one live.
        public void Want(Subscription subscription, long keptBefore) =>
            Wanting[subscription.Filter] = (subscription, Wanting.TryGetValue(subscription.Filter, out var first) ? first.KeptBefore : keptBefore);
    }
}
