using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Connections;

/// <summary>Enters subscriptions and strikes them out: the session, the index and the journal change together.</summary>
internal sealed class SubscriptionBook(BrokerContext context, SubscriptionIndex subscriptions)
{
    /// <summary>Enters a subscription, in the place of an earlier one with its filter.</summary>
    /// <param name="subscription">With the session it is for.</param>
    /// <param name="limits">The bounds that hold for the client.</param>
    /// <param name="by">The client's own connection, whose next bytes depend on it; null when someone else does it.</param>
    /// <param name="isNew">Whether there was none with its filter.</param>
    /// <returns>The granted QoS, QuotaExceeded, or UnspecifiedError when the session is over or is not the connection's any more.</returns>
    public ReasonCode Add(Subscription subscription, BrokerOptions limits, ClientLink? by, out bool isNew)
    {
        var session = subscription.Session;
        lock (session)
        {
            isNew = !session.Subscriptions.TryGetValue(subscription.Filter, out var old);
            if (IsOver(session, by)) return ReasonCode.UnspecifiedError;
            if (isNew && session.Subscriptions.Count >= limits.SubscriptionsPerSessionMax) return ReasonCode.QuotaExceeded;
            var isSame = old is not null && old.Options == subscription.Options && old.Ids?[0] == subscription.Ids?[0];
            if (!isSame && IsShort(session, isNew)) return ReasonCode.QuotaExceeded;
            if (isNew && session.SubscriptionLevels + subscription.Levels > limits.SubscriptionLevelsMax) return ReasonCode.QuotaExceeded;
            if (isNew) session.SubscriptionLevels += subscription.Levels;
            session.Subscriptions[subscription.Filter] = subscription;
            if (old is null) subscriptions.Add(subscription);
            else subscriptions.Replace(old, subscription);
            if (!isSame) session.Record(subscription.Record());
            by?.Outbox.Require(session.LastLsn);
        }

        return (ReasonCode)subscription.Options.QoS;
    }

    /// <summary>Strikes a subscription out [MQTT-3.10.4-1] [MQTT-3.10.4-2].</summary>
    /// <param name="session">Whose.</param>
    /// <param name="filter">The whole filter, share prefix included.</param>
    /// <param name="by">As for <see cref="Add"/>.</param>
    /// <returns>Success, NoSubscriptionExisted, or UnspecifiedError as above.</returns>
    public ReasonCode Remove(Session session, ReadOnlySpan<byte> filter, ClientLink? by)
    {
        lock (session)
        {
            if (IsOver(session, by)) return ReasonCode.UnspecifiedError;
            var lookup = session.Subscriptions.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (!lookup.Remove(filter, out _, out var subscription)) return ReasonCode.NoSubscriptionExisted;
            session.SubscriptionLevels -= subscription.Levels;
            subscriptions.Remove(subscription);
            session.Outbound.StopReplay(filter);
            var lsn = session.Record(new() { Kind = RecordKind.Unsubscribed, Session = session.Id, Topic = filter });
            by?.Outbox.Require(lsn);
            return ReasonCode.Success;
        }
    }

    private static bool IsOver(Session session, ClientLink? by) => session.IsEnded || (by is not null && session.Link != by);

    // What a session that lasts subscribes to takes room in the journal, again and again if it likes.
    private bool IsShort(Session session, bool isNew) =>
        session.IsDurable ? !context.CanKeepMessages : isNew && context.IsShortOfMemory;
}
