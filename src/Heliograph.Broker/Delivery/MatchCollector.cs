using Heliograph.Broker.Access;
using Heliograph.Broker.Routing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Delivery;

/// <summary>Puts the subscribers of each matching filter into a <see cref="MatchSet"/>.</summary>
internal readonly ref struct MatchCollector(
    MatchSet matches, ReadOnlySpan<byte> topic, QoS qos, string publisherId, IAuthorizer authorizer, SharedStrategy strategy)
    : ILevelVisitor<SubscriberList>
{
    private readonly ReadOnlySpan<byte> _topic = topic;

    public void Visit(SubscriberList value)
    {
        var subscriptions = value.Subscriptions;
        if (!subscriptions.IsEmpty) matches.BeginList();
        foreach (var subscription in subscriptions)
        {
            if (subscription is null) continue;
            if (subscription.Options.NoLocal && subscription.Session.ClientId == publisherId) continue; // [MQTT-3.8.3-3]
            if (MayReceive(subscription)) matches.Add(subscription, qos);
        }

        foreach (var group in value.Groups) Choose(group);
    }

    private void Choose(SharedGroup group)
    {
        var member = group.Pick(strategy, Hash());
        if (member is null)
        {
            if (qos > QoS.AtMostOnce && group.MayWait) matches.AddShared(group, null, qos);
        }
        else if (MayReceive(member))
        {
            matches.AddShared(group, member, qos);
        }
    }

    private bool MayReceive(Subscription subscription) => !subscription.AskPerDelivery || authorizer
        .Decide(new(subscription.Session.Identity, AccessAction.Receive, _topic, qos)).IsAllowed;

    private uint Hash()
    {
        if (strategy == SharedStrategy.HashClientId) return (uint)publisherId.GetHashCode(StringComparison.Ordinal);
        if (strategy != SharedStrategy.HashTopic) return 0;
        var hash = new HashCode();
        hash.AddBytes(_topic);
        return (uint)hash.ToHashCode();
    }
}
