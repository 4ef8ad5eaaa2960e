using Heliograph.Mqtt.Packets;

namespace Heliograph.Broker.Inspection;

/// <summary>One subscription of one client.</summary>
/// <param name="ClientId">Whose. Client data.</param>
/// <param name="Filter">The whole filter, share prefix included. Client data.</param>
/// <param name="Options">With the granted QoS.</param>
/// <param name="SubscriptionId">The Subscription Identifier; null without one.</param>
/// <param name="Group">The name of the shared group; null for an ordinary subscription. Client data.</param>
public readonly record struct SubscriptionView(
    string ClientId, string Filter, SubscriptionOptions Options, uint? SubscriptionId, string? Group);
