using Heliograph.Broker.Messages;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Sessions;

/// <summary>A message as one session is to receive it.</summary>
/// <param name="Message">Shared with all other holders.</param>
/// <param name="QoS">The lower of published and granted QoS [MQTT-3.8.4-8].</param>
/// <param name="Retain">The RETAIN flag to send.</param>
/// <param name="SubscriptionIds">Of all filters that matched; null for none [MQTT-3.3.4-3].</param>
/// <param name="Group">The shared group that chose this session; null for an ordinary subscription.</param>
internal readonly record struct QueuedDelivery(
    Message Message, QoS QoS, bool Retain, uint[]? SubscriptionIds, SharedGroup? Group);
