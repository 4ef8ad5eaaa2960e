using System.Runtime.InteropServices;
using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Routing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Delivery;

/// <summary>What decides who of a shared group gets one message: the strategy, and who may receive it at all.</summary>
internal readonly ref struct SharedChoice(
    IAuthorizer authorizer, SharedStrategy strategy, LevelHash hash, ReadOnlySpan<byte> topic, QoS qos, long payloadBytes, string publisherId)
{
    private readonly ReadOnlySpan<byte> _topic = topic;
    private readonly string _publisherId = publisherId;
    private readonly int _rulesVersion = authorizer.RulesVersion;

    /// <summary>Whether a subscription's client may be sent the message.</summary>
    public bool MayReceive(Subscription subscription) =>
        (!subscription.AskPerDelivery && subscription.RulesVersion == _rulesVersion && subscription.GrantedTo?.IsJudgedAs(subscription.Session.Identity) != false)
        || Ask(subscription).IsAllowed;

    /// <summary>Tells that the rules keep the message from a subscription's client, and which one does.</summary>
    public void TellDenied(Subscription subscription, Batch batch)
    {
        var session = subscription.Session;
        var rule = Ask(subscription).Rule;
        batch.Report(session.Event(batch.Now, EventKind.Denied, ReasonCode.NotAuthorized, $"not sent to it: {rule}", Encoding.UTF8.GetString(_topic)));
    }

    // At the QoS that the client would be sent it with.
    private AccessDecision Ask(Subscription subscription) => authorizer.Decide(new(
        subscription.Session.Identity, AccessAction.Receive, _topic, subscription.Options.QoS < qos ? subscription.Options.QoS : qos, payloadBytes: payloadBytes));

    /// <summary>Chooses the member: a live one that may receive it, with room if there is any [MQTT-4.8.2-3].</summary>
    /// <param name="group">Whose members to choose from.</param>
    /// <returns>Null when no such member is live.</returns>
    public Subscription? Of(SharedGroup group)
    {
        var members = group.Members;
        if (members.IsEmpty) return null;
        var start = strategy switch
        {
            SharedStrategy.RoundRobin => group.NextTurn(),
            SharedStrategy.Sticky => 0u,
            SharedStrategy.HashClientId => hash.Of(MemoryMarshal.AsBytes(_publisherId.AsSpan())),
            _ => hash.Of(_topic),
        };
        Subscription? full = null;
        for (var i = 0u; i < members.Length; i++)
        {
            var member = members[(int)((start + i) % (uint)members.Length)];
            if (!member.Session.IsLive || !MayReceive(member)) continue;
            if (member.Session.Outbound.HasRoom) return member;
            full ??= member;
        }

        return full;
    }
}
