using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>No Local, Retain As Published, Retain Handling.</summary>
public sealed class SubscriptionOptionsTests : ConformanceTests
{
    private static readonly Subscription _plain = new("a");

    [Fact, Normative(V5, "MQTT-3.8.3-3")]
    public async Task No_local_keeps_a_clients_own_messages_away()
    {
        var client = await ConnectAsync(V5);
        await client.SubscribeAsync([_plain with { NoLocal = true }]);
        await client.PublishAsync("a", "own");
        var other = await ConnectAsync(V5);
        await other.PublishAsync("a", "other");
        await client.ReceiveAsync("other");
        await client.ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-3.8.3-4")]
    public async Task No_local_on_a_shared_subscription_is_a_protocol_error()
    {
        var client = await ConnectAsync(V5);
        await client.SendAsync(client.EncodeSubscribe(1, [new("$share/g/a") { NoLocal = true }]));
        await client.ExpectEndAsync(ReasonCode.ProtocolError);
    }

    [Fact, Normative(V5, "MQTT-3.3.1-12", "MQTT-3.3.1-13")]
    public async Task Retain_as_published_keeps_the_flag()
    {
        var keeping = await ConnectAsync(V5);
        await keeping.SubscribeAsync([_plain with { RetainAsPublished = true }]);
        var clearing = await ConnectAsync(V5);
        await clearing.SubscribeAsync([_plain]);
        var publisher = await ConnectAsync(V5);
        foreach (var retain in new[] { true, false })
        {
            await publisher.PublishAsync("a", "x", retain: retain);
            Assert.Equal(retain, (await keeping.ReceiveAsync()).Retain);
            Assert.False((await clearing.ReceiveAsync()).Retain);
        }
    }

    [Fact, Normative(V5, "MQTT-3.3.1-9")]
    public async Task Retain_handling_0_sends_retained_messages_each_time()
    {
        var client = await RetainAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SubscribeAsync([_plain]);
            Assert.True((await client.ReceiveAsync()).Retain);
        }
    }

    [Fact, Normative(V5, "MQTT-3.3.1-10")]
    public async Task Retain_handling_1_sends_retained_messages_to_new_subscriptions()
    {
        var client = await RetainAsync();
        var once = _plain with { RetainHandling = 1 };
        await client.SubscribeAsync([once]);
        await client.ReceiveAsync("kept");
        await client.SubscribeAsync([once with { QoS = 1 }]);
        await client.ExpectNothingAsync();
        await client.UnsubscribeAsync("a");
        await client.SubscribeAsync([once]);
        await client.ReceiveAsync("kept");
    }

    [Fact, Normative(V5, "MQTT-3.3.1-11")]
    public async Task Retain_handling_2_sends_none()
    {
        var client = await RetainAsync();
        await client.SubscribeAsync([_plain with { RetainHandling = 2 }]);
        await client.ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-3.8.4-3")]
    public async Task Subscribing_again_replaces_options_and_identifier()
    {
        var client = await ConnectAsync(V5);
        var other = await ConnectAsync(V5);
        await client.SubscribeAsync([_plain], Property.SubscriptionIdentifier(1));
        await client.SubscribeAsync([new("a", 1) { NoLocal = true }], Property.SubscriptionIdentifier(2));
        await client.PublishAsync("a", "own", qos: 2);
        await other.PublishAsync("a", "other", qos: 2);
        var message = await client.ReceiveAsync();
        Assert.Equal(("other", 1), (message.Payload, message.QoS));
        Assert.Equal([2L], message.All(PropertyId.SubscriptionIdentifier).Select(p => p.Number));
        await client.SubscribeAsync([new("a", 1)]);
        await other.PublishAsync("a", "no identifier");
        Assert.False((await client.ReceiveAsync()).Has(PropertyId.SubscriptionIdentifier));
    }

    /// <summary>A client, and a retained message on the topic <c>a</c>.</summary>
    private async Task<RawClient> RetainAsync()
    {
        var client = await ConnectAsync(V5);
        await client.PublishAsync("a", "kept", retain: true);
        return client;
    }
}
