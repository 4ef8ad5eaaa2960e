using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Routing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Delivery;

/// <summary>Puts the subscribers of each matching filter into a <see cref="MatchSet"/>.</summary>
internal readonly ref struct MatchCollector(MatchSet matches, QoS qos, string publisherId, SharedChoice choice, Batch batch)
    : ILevelVisitor<SubscriberList>
{
    private readonly SharedChoice _choice = choice;

    public void Visit(SubscriberList value)
    {
        var subscriptions = value.Subscriptions;
        if (!subscriptions.IsEmpty) matches.BeginList();
        foreach (var subscription in subscriptions)
        {
            if (subscription is null) continue;
            if (subscription.Options.NoLocal && subscription.Session.ClientId == publisherId) continue; // [MQTT-3.8.3-3]
            if (_choice.MayReceive(subscription)) matches.Add(subscription, qos);
            else if (subscription.Session.TryTellDenial(batch.Now)) _choice.TellDenied(subscription, batch);
        }

        foreach (var group in value.Groups)
        {
            if (group is null) continue;
            if (_choice.Of(group) is { } member) matches.AddShared(group, member, qos);
            else if (qos > QoS.AtMostOnce && group.MayWait) matches.AddShared(group, null, qos);
        }
    }
}
