using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Retained;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Broker.Connections;

/// <summary>Finds the retained messages for new subscriptions, section 3.3.1.3.</summary>
internal sealed class Replaying(BrokerContext context, RetainedStore retained, SessionRegistry sessions, IAuthorizer authorizer)
{
    /// <summary>Whether a subscription gets any [MQTT-3.3.1-9] [MQTT-3.3.1-10] [MQTT-3.3.1-11]; shared ones get none.</summary>
    public static bool IsWanted(Subscription subscription, bool isNew) => subscription.Group is null
        && subscription.Options.RetainHandling switch
        {
            RetainHandling.Send => true,
            RetainHandling.SendIfNew => isNew,
            _ => false,
        };

    /// <summary>
    /// Bounded before anything is looked up: a packet may name many filters, and each may match all there is.
    /// </summary>
    /// <param name="session">Whose the subscriptions are.</param>
    /// <param name="wanting">Subscriptions in the index that get retained messages, each with the number of the last that did not see it.</param>
    /// <param name="batch">The batch it happens in.</param>
    /// <param name="leftOut">The first subscription that there was no room for; null when there was.</param>
    public List<RetainedReplay> For(Session session, IReadOnlyCollection<(Subscription Subscription, long KeptBefore)> wanting, Batch batch, out Subscription? leftOut)
    {
        leftOut = null;
        var replays = new List<RetainedReplay>();
        var room = context.Options.RetainedMessagesMax - session.Outbound.ReplayCount;
        foreach (var (subscription, keptBefore) in wanting)
        {
            if (room <= 0)
            {
                leftOut = subscription;
                break;
            }

            var replay = new RetainedReplay(retained, MessagesFor(subscription, keptBefore, batch), subscription, context.Options.Habits.UpgradesQoS);
            replays.Add(replay);
            room -= replay.Left;
        }

        return replays;
    }

    private List<Message> MessagesFor(Subscription subscription, long keptBefore, Batch batch)
    {
        var messages = retained.MatchedBy(subscription.TopicFilter, batch.Now, keptBefore);
        if (context.Options.Habits.ChecksRetainSource) messages.RemoveAll(message => !MayItsPublisher(message));
        if (subscription.AskPerDelivery)
        {
            var denied = messages.RemoveAll(message => !authorizer
                .Decide(new(subscription.Session.Identity, AccessAction.Receive, message.Topic, subscription.Options.QoS < message.QoS ? subscription.Options.QoS : message.QoS, payloadBytes: message.Payload.Length)).IsAllowed);
            if (denied > 0 && subscription.Session.TryTellDenial(batch.Now))
            {
                batch.Report(subscription.Session.Event(batch.Now, EventKind.Denied, ReasonCode.NotAuthorized,
                    $"{denied} retained messages were not sent to it: the rules do not let it read their topics", Encoding.UTF8.GetString(subscription.Filter)));
            }
        }

        return messages;
    }

    private bool MayItsPublisher(Message message)
    {
        var publisher = message.Publisher ?? (sessions.TryFind(message.PublisherId, out var session) ? session.Identity : null);
        return publisher is null
            || authorizer.Decide(new(publisher, AccessAction.Publish, message.Topic, message.QoS, retain: true, message.Payload.Length)).IsAllowed;
    }
}
