using Heliograph.Broker.Messages;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Inspection;

/// <summary>One message that a client is still to receive or to acknowledge.</summary>
/// <param name="Message">Null when only its number is left, or when a repair of the journal has lost it.</param>
/// <param name="QoS">Of the delivery.</param>
/// <param name="Retain">The RETAIN flag of the delivery.</param>
/// <param name="Size">Bytes of topic, properties and payload.</param>
/// <param name="ExpiresAt">When it is no longer to be sent.</param>
/// <param name="PacketId">In flight under this; 0 while it waits.</param>
/// <param name="Awaits">The packet that the client owes: PUBACK, PUBREC or PUBCOMP; null while it waits.</param>
public sealed record DeliveryView(
    Message? Message, QoS QoS, bool Retain, int Size, Instant ExpiresAt, ushort PacketId, PacketType? Awaits);

/// <summary>The will of a client.</summary>
/// <param name="Message">What will be published.</param>
/// <param name="DelaySeconds">From the loss of the connection.</param>
public sealed record WillView(Message Message, uint DelaySeconds);

/// <summary>One client with all that it has.</summary>
/// <param name="Client">What lists show.</param>
/// <param name="Subscriptions">All of them.</param>
/// <param name="Inflight">In the order of their first transmission.</param>
/// <param name="Will">Null without one.</param>
public sealed record ClientDetail(
    ClientView Client, IReadOnlyList<SubscriptionView> Subscriptions, IReadOnlyList<DeliveryView> Inflight, WillView? Will);
