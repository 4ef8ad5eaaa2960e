using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>Retained messages: the last word on a topic, kept for whoever comes later.</summary>
public sealed class RetainTests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.1-5", "MQTT-3.3.1-8"), Normative(V5, "MQTT-3.3.1-5")]
    public async Task A_retained_message_is_kept_with_its_qos(ProtocolVersion version)
    {
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "before", qos: 1, retain: true);
        await publisher.PublishAsync("a", "kept", qos: 1, retain: true);
        var subscriber = await SubscriberAsync(version, "a", qos: 2);
        var message = await subscriber.ReceiveAsync();
        Assert.Equal(("kept", true, 1), (message.Payload, message.Retain, message.QoS));
        await subscriber.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.1-6", "MQTT-3.3.1-8"), Normative(V5, "MQTT-3.3.1-5", "MQTT-3.3.1-9")]
    public async Task A_new_subscription_gets_the_latest_of_each_matching_topic(ProtocolVersion version)
    {
        var publisher = await ConnectAsync(version);
        foreach (var message in new[] { "a/1=old", "a/1=1", "a/2=2", "a/3=3", "b/1=no" })
            await publisher.PublishAsync(message.Split('=')[0], message.Split('=')[1], retain: true);

        var subscriber = await SubscriberAsync(version, "a/+");
        var messages = new List<Packet>();
        for (var i = 0; i < 3; i++) messages.Add(await subscriber.ReceiveAsync());
        Assert.Equal(["a/1=1", "a/2=2", "a/3=3"], messages.Select(m => $"{m.Topic}={m.Payload}").Order());
        Assert.All(messages, message => Assert.True(message.Retain));
        await subscriber.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.1-7"), Normative(V5, "MQTT-3.3.1-5")]
    public async Task A_qos_0_message_replaces_the_retained_one(ProtocolVersion version)
    {
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "old", qos: 1, retain: true);
        await publisher.PublishAsync("a", "new", qos: 0, retain: true);
        var subscriber = await SubscriberAsync(version, "a", qos: 1);
        await subscriber.ReceiveAsync("new");
        await subscriber.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.1-9"), Normative(V5, "MQTT-3.3.1-12")]
    public async Task An_existing_subscription_sees_no_retain_flag(ProtocolVersion version)
    {
        var subscriber = await SubscriberAsync(version, "a");
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "x", retain: true);
        Assert.False((await subscriber.ReceiveAsync()).Retain);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.1-10", "MQTT-3.3.1-11"), Normative(V5, "MQTT-3.3.1-6", "MQTT-3.3.1-7")]
    public async Task An_empty_retained_message_is_routed_and_clears_the_topic(ProtocolVersion version)
    {
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "kept", retain: true);
        var live = await SubscriberAsync(version, "#");
        await live.ReceiveAsync("kept");
        await publisher.PublishAsync("a", "", retain: true);
        await publisher.PublishAsync("fresh", "", retain: true);
        await live.ReceiveAsync("", "");
        var late = await SubscriberAsync(version, "#");
        await late.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.1-12"), Normative(V5, "MQTT-3.3.1-8")]
    public async Task A_message_that_is_not_retained_leaves_the_retained_one(ProtocolVersion version)
    {
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "kept", retain: true);
        await publisher.PublishAsync("a", "passing");
        await publisher.PublishAsync("a", "");
        var subscriber = await SubscriberAsync(version, "a");
        var message = await subscriber.ReceiveAsync();
        Assert.Equal(("kept", true), (message.Payload, message.Retain));
        await subscriber.ExpectNothingAsync();
    }
}
