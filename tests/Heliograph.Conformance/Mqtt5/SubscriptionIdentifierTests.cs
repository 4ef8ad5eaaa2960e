using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>Subscription identifiers come back with what they brought in.</summary>
public sealed class SubscriptionIdentifierTests : ConformanceTests
{
    [Fact, Normative(V5, "MQTT-3.3.4-3", "MQTT-3.3.4-4")]
    public async Task One_message_carries_the_identifiers_of_all_its_subscriptions()
    {
        var client = await ConnectAsync(V5);
        await client.SubscribeAsync([new("a/#", 1)], Property.SubscriptionIdentifier(1));
        await client.SubscribeAsync([new("a/b", 2)], Property.SubscriptionIdentifier(268_435_455));
        await client.SubscribeAsync("+/b");
        await client.PublishAsync("a/b", "x", qos: 2);
        var message = await client.ReceiveAsync();
        Assert.Equal(2, message.QoS);
        Assert.Equal([1L, 268_435_455], message.All(PropertyId.SubscriptionIdentifier).Select(p => p.Number).Order());
        await client.ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-3.3.4-3")]
    public async Task Retained_messages_carry_the_identifier_too()
    {
        var client = await ConnectAsync(V5);
        await client.PublishAsync("a", "kept", retain: true);
        await client.SubscribeAsync([new("a")], Property.SubscriptionIdentifier(300));
        Assert.Equal(300, (await client.ReceiveAsync()).Number(PropertyId.SubscriptionIdentifier));
    }

    [Fact, Normative(V5, "MQTT-3.3.4-6")]
    public async Task A_publish_with_an_identifier_is_a_protocol_error()
    {
        var client = await ConnectAsync(V5);
        var publish = new Publish("a", "x") { Properties = [Property.SubscriptionIdentifier(1)] };
        await client.SendAsync(publish.Encode(V5));
        await client.ExpectEndAsync(ReasonCode.ProtocolError, ReasonCode.MalformedPacket);
    }

    [Fact, Normative(V5, "MQTT-4.13.1-1")]
    public async Task Identifier_0_is_a_protocol_error()
    {
        var client = await ConnectAsync(V5);
        await client.SendAsync(client.EncodeSubscribe(1, ["a"], Property.SubscriptionIdentifier(0)));
        await client.ExpectEndAsync(ReasonCode.ProtocolError);
    }
}
