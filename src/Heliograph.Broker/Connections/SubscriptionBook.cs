using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Retained;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Connections;

/// <summary>Enters subscriptions and strikes them out: the session, the index and the journal change together.</summary>
internal sealed class SubscriptionBook(BrokerContext context, SubscriptionIndex subscriptions, RetainedStore retained)
{
    /// <summary>Enters a subscription, in the place of an earlier one with its filter.</summary>
    /// <param name="subscription">With the session it is for.</param>
    /// <param name="limits">The bounds that hold for the client.</param>
    /// <param name="by">The client's own connection, whose next bytes depend on it; null when someone else does it.</param>
    /// <param name="isNew">Whether there was none with its filter.</param>
    /// <param name="keptBefore">The number of the last retained message that did not see it: those with greater ones come to it live.</param>
    /// <returns>The granted QoS, QuotaExceeded, or UnspecifiedError when the session is over or is not the connection's any more.</returns>
    public ReasonCode Add(Subscription subscription, BrokerOptions limits, ClientLink? by, out bool isNew, out long keptBefore)
    {
        var session = subscription.Session;
        using var entered = retained.Enter();
        keptBefore = retained.LastNumber;
        lock (session)
        {
            var old = session.Subscriptions.Find(subscription.Filter);
            isNew = old is null;
            if (IsOver(session, by)) return ReasonCode.UnspecifiedError;
            if (isNew && session.Subscriptions.Count >= limits.SubscriptionsPerSessionMax) return ReasonCode.QuotaExceeded;
            if (isNew && HasAllWildcards(session, subscription, limits)) return ReasonCode.QuotaExceeded;
            var isSame = old is not null && old.Options == subscription.Options && old.Ids?[0] == subscription.Ids?[0];
            if (!isSame && IsShort(session, isNew)) return ReasonCode.QuotaExceeded;
            if (isNew && session.Subscriptions.Levels + subscription.Levels > limits.SubscriptionLevelsMax) return ReasonCode.QuotaExceeded;
            session.Subscriptions.Put(subscription);
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
            if (!session.Subscriptions.TryRemove(filter, out var subscription)) return ReasonCode.NoSubscriptionExisted;
            subscriptions.Remove(subscription);
            session.Outbound.StopReplay(filter);
            var lsn = session.Record(new() { Kind = RecordKind.Unsubscribed, Session = session.Id, Topic = filter });
            by?.Outbox.Require(lsn);
            return ReasonCode.Success;
        }
    }

    /// <summary>Why a subscription was one too many, in words. A hint: read without a lock.</summary>
    public static string CauseOfQuota(Subscription subscription, BrokerOptions limits) => HasAllWildcards(subscription.Session, subscription, limits)
        ? $"there are wildcard_subscriptions_per_session_max = {limits.WildcardSubscriptionsPerSessionMax} with wildcards already"
        : $"there are subscriptions_per_session_max = {limits.SubscriptionsPerSessionMax} already, or their filters have twenty times as many levels, or disk or memory are short";

    private static bool HasAllWildcards(Session session, Subscription subscription, BrokerOptions limits) =>
        subscription.HasWildcards && session.Subscriptions.Wildcards >= limits.WildcardSubscriptionsPerSessionMax;

    private static bool IsOver(Session session, ClientLink? by) => session.IsEnded || (by is not null && session.Link != by);

    // What a session that lasts subscribes to takes room in the journal, again and again if it likes.
    private bool IsShort(Session session, bool isNew) =>
        session.IsDurable ? !context.CanKeepMessages : isNew && context.IsShortOfMemory;
}
