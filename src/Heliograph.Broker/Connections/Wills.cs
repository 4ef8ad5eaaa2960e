using System.Text;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Delivery;
using Heliograph.Broker.Events;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Connections;

/// <summary>Wills from the moment they are due until they are published or given up, section 3.1.2.5.</summary>
/// <remarks>
/// A due will stays with its session, ended or not, until one record says that it is published and gone: a crash at any
/// moment, and a snapshot that is written meanwhile, keep the one or the other.
/// </remarks>
internal sealed class Wills(BrokerContext context, SessionRegistry sessions, Router router, Timers timers)
{
    private const uint RetrySeconds = 1;

    /// <summary>Publishes a will that the session's <see cref="Session.TakeDueWill"/> gave; later, while nothing can be kept.</summary>
    public void Publish(Session session, Will will, Batch batch)
    {
        if (!context.CanKeepMessages)
        {
            timers.Add(batch.Now.PlusSeconds(RetrySeconds), new(TimerKind.Will, session, will));
            return;
        }

        var message = will.Message;
        var publication = will.ExpirySeconds is { } seconds
            ? new Publication(message.Topic, message.Properties, message.Payload)
            {
                QoS = message.QoS,
                Retain = message.Retain,
                PublisherId = message.PublisherId,
                Publisher = message.Publisher,
                ExpiresAt = batch.Now.PlusSeconds(seconds),
            }
            : new Publication(message);
        var outcome = router.Publish(ref publication, new(session, 0, will.Id), batch);
        lock (session)
        {
            if (outcome.Result == PublishResult.Refused) session.RecordWillGone(will);
            session.SettleWill(will);
            if (session is { IsEnded: true, DueWills: [] }) sessions.Forget(session);
        }

        Tell(session, outcome, message.Topic, batch);
    }

    /// <summary>Deletes the will of the present or last connection. Call under the session's lock.</summary>
    public static void GiveUp(Session session)
    {
        if (session.Will is not { } will) return;
        session.RecordWillGone(will);
        session.Will = null;
    }

    /// <summary>Publishes a will whose time has come, if it still is to be published.</summary>
    public void OnDue(Session session, Will will, Batch batch)
    {
        lock (session)
        {
            if (!session.DueWills.Contains(will))
            {
                if (session.Will != will || session.Link is not null || session.IsEnded) return;
                if (session.DetachedAt.PlusSeconds(will.DelaySeconds) > batch.Now) return; // a later detachment set its own timer
                session.TakeDueWill();
            }
        }

        Publish(session, will, batch);
    }

    private static void Tell(Session session, in PublishOutcome outcome, ReadOnlySpan<byte> topic, Batch batch)
    {
        if (outcome.IsUnretained)
        {
            batch.Report(session.Event(batch.Now, EventKind.Dropped, ReasonCode.QuotaExceeded,
                PublishOutcome.UnretainedCause, Encoding.UTF8.GetString(topic)));
        }

        if (outcome.Result != PublishResult.Refused) return;
        batch.Counters.Add(Counter.PublishRefused);
        batch.Report(session.Event(batch.Now, EventKind.Dropped, ReasonCode.QuotaExceeded,
            "the will was not published: a receiver's queue or the retained store is full", Encoding.UTF8.GetString(topic)));
    }
}
