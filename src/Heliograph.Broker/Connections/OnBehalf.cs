using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Connections;

/// <summary>Subscribes and unsubscribes for a client, connected or not, as it could itself.</summary>
internal sealed class OnBehalf(
    BrokerContext context, SubscriptionBook book, IAuthorizer authorizer, Replaying replaying, Accepting accepting)
{
    /// <returns>None, or what stands against it.</returns>
    public Violation Subscribe(Session session, byte[] filter, QoS qos, string cause, Batch batch)
    {
        var violation = Subscribing.CheckFilter(filter, new(qos), out var topicFilter);
        if (violation.IsNone) violation = Subscribing.CheckLimits(context.Options, filter, topicFilter, ids: null);
        if (!violation.IsNone) return violation;
        var rulesVersion = authorizer.RulesVersion; // before asking: rules that change meanwhile are asked again
        var decision = authorizer.Decide(new(session.Identity, AccessAction.Subscribe, topicFilter, qos));
        if (!decision.IsAllowed) return new(ReasonCode.NotAuthorized, decision.Rule);
        var granted = qos < context.Options.MaximumQoS ? qos : context.Options.MaximumQoS;
        var subscription = new Subscription(filter)
        {
            Session = session,
            Options = new(granted),
            AskPerDelivery = decision.Answer == AccessAnswer.AskPerDelivery,
            RulesVersion = rulesVersion,
            GrantedTo = session.Identity,
        };
        var code = book.Add(subscription, context.Options, by: null, out var isNew, out var keptBefore);
        if (code >= ReasonCode.UnspecifiedError)
            return new(code, code == ReasonCode.QuotaExceeded ? "the client has as many subscriptions as it may have, or memory or disk is short" : "the session has ended");
        batch.Report(session.Event(batch.Now, EventKind.Subscribed, ReasonCode.Success, $"QoS {(int)granted}: {cause}", Encoding.UTF8.GetString(filter)));
        if (Replaying.IsWanted(subscription, isNew)) Replay(subscription, keptBefore, batch);
        if (subscription.Group is { } group) accepting.Drain([group], batch);
        return Violation.None;
    }

    /// <returns>False when there is no such subscription.</returns>
    public bool Unsubscribe(Session session, ReadOnlySpan<byte> filter, string cause, Batch batch)
    {
        if (book.Remove(session, filter, by: null) != ReasonCode.Success) return false;
        batch.Report(session.Event(batch.Now, EventKind.Unsubscribed, ReasonCode.Success, cause, Encoding.UTF8.GetString(filter)));
        return true;
    }

    // A client that is away is not sent what was retained: nothing keeps it until the client comes.
    private void Replay(Subscription subscription, long keptBefore, Batch batch)
    {
        var session = subscription.Session;
        foreach (var replay in replaying.For(session, [(subscription, keptBefore)], batch, out _))
        {
            lock (session)
            {
                if (session.IsLive) session.Outbound.Replay(replay, batch);
            }
        }
    }
}
