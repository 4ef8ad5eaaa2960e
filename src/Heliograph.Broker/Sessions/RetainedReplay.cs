using Heliograph.Broker.Messages;
using Heliograph.Broker.Retained;

namespace Heliograph.Broker.Sessions;

/// <summary>Retained messages on their way to one new subscription, sent as fast as its client takes them.</summary>
/// <remarks>Holds references only: bodies belong to the store. A message that was replaced meanwhile is passed over, as its
/// successor went to the subscription directly; so an old value never follows a new one.</remarks>
/// <param name="store">Where they are.</param>
/// <param name="messages">As they were when the subscription was made.</param>
/// <param name="subscription">Who gets them.</param>
/// <param name="upgradesQoS">Whether they are sent at its QoS, whatever they were published at.</param>
internal sealed class RetainedReplay(RetainedStore store, List<Message> messages, Subscription subscription, bool upgradesQoS)
{
    private int _next;

    public int Left => messages.Count - _next;

    public byte[] Filter => subscription.Filter;

    /// <summary>The next message to send, or null at the end.</summary>
    public QueuedDelivery? Next()
    {
        while (_next < messages.Count)
        {
            var message = messages[_next++];
            if (store.Find(message.Topic) != message) continue;
            var qos = message.QoS < subscription.Options.QoS && !upgradesQoS ? message.QoS : subscription.Options.QoS;
            return new(message, qos, retain: true, subscription.Ids, group: null);
        }

        return null;
    }
}
