using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>PUBLISH: its header, its reply, and where it goes.</summary>
public sealed class PublishTests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.4-1"), Normative(V5, "MQTT-3.3.4-1")]
    public async Task The_reply_follows_the_qos(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(new Publish("a", "x").Encode(version));
        await client.ExpectNothingAsync();
        await client.SendAsync(new Publish("a", "x") { QoS = 1, PacketId = 1 }.Encode(version));
        await client.ExpectAsync(PacketType.PubAck, 1);
        await client.SendAsync(new Publish("a", "x") { QoS = 2, PacketId = 2 }.Encode(version));
        await client.ExpectAsync(PacketType.PubRec, 2);
        await client.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.1-4", "MQTT-4.8.0-1"), Normative(V5, "MQTT-3.3.1-4", "MQTT-4.13.1-1")]
    public async Task QoS_3_ends_the_connection(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "a");
        var client = await ConnectAsync(version);
        await client.SendAsync(new Publish("a", "x") { QoS = 3, PacketId = 1 }.Encode(version));
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
        await watcher.ExpectNothingAsync();
    }

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.1-2"), Normative(V5, "MQTT-3.3.1-2")]
    public async Task QoS_0_with_dup_ends_the_connection(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(new Publish("a", "x") { Duplicate = true }.Encode(version));
        await client.ExpectEndAsync(ReasonCode.MalformedPacket, ReasonCode.ProtocolError);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.1-3"), Normative(V5, "MQTT-3.3.1-3", "MQTT-4.3.2-2", "MQTT-4.3.3-2")]
    public async Task Dup_of_the_publisher_is_not_passed_on(ProtocolVersion version)
    {
        var subscriber = await SubscriberAsync(version, "a", qos: 2);
        var publisher = await ConnectAsync(version);
        foreach (var qos in new[] { 1, 2 })
        {
            await publisher.PublishAsync(new Publish("a", "x") { QoS = qos, Duplicate = true });
            var message = await subscriber.ReceiveAsync();
            Assert.Equal((false, qos), (message.Duplicate, message.QoS));
        }
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.3.1-1", "MQTT-3.3.1-2"), Normative(V5, "MQTT-4.3.1-1", "MQTT-3.3.1-2")]
    public async Task QoS_0_is_sent_once_and_never_again(ProtocolVersion version)
    {
        var subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
        await subscriber.SubscribeAsync("a", qos: 0);
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "x", qos: 1);
        Assert.Equal(0x30, (await subscriber.ExpectAsync(PacketType.Publish)).Bytes[0]);
        await subscriber.DropAsync();
        subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
        await subscriber.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(V311, "a/+"), InlineData(V311, "a/#"), InlineData(V311, "#"), InlineData(V311, "a+b")]
    [InlineData(V5, "a/+"), InlineData(V5, "a/#"), InlineData(V5, "#"), InlineData(V5, "a+b")]
    [Normative(V311, "MQTT-3.3.2-2", "MQTT-4.7.1-1", "MQTT-4.8.0-1"), Normative(V5, "MQTT-3.3.2-2", "MQTT-4.7.0-1")]
    public async Task A_wildcard_in_the_topic_ends_the_connection(ProtocolVersion version, string topic)
    {
        var watcher = await SubscriberAsync(version, "#");
        var client = await ConnectAsync(version);
        await client.SendAsync(new Publish(topic, "x").Encode(version));
        await client.ExpectEndAsync(ReasonCode.TopicNameInvalid);
        await watcher.ExpectNothingAsync();
    }

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.7.3-1"), Normative(V5, "MQTT-4.7.3-1")]
    public async Task An_empty_topic_ends_the_connection(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(new Publish("", "x").Encode(version));
        await client.ExpectEndAsync(ReasonCode.ProtocolError, ReasonCode.TopicNameInvalid);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.2-3"), Normative(V5, "MQTT-3.3.2-3")]
    public async Task Only_matching_topics_arrive_under_their_own_name(ProtocolVersion version)
    {
        var subscriber = await SubscriberAsync(version, "a/+/c");
        var publisher = await ConnectAsync(version);
        foreach (var topic in new[] { "a/b/c", "a/c", "a/b/c/d", "b/b/c", "a//c" }) await publisher.PublishAsync(topic);
        Assert.Equal("a/b/c", (await subscriber.ReceiveAsync()).Topic);
        Assert.Equal("a//c", (await subscriber.ReceiveAsync()).Topic);
        await subscriber.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.8.4-6"), Normative(V5, "MQTT-3.8.4-8")]
    public async Task Delivery_has_the_lower_of_both_qos(ProtocolVersion version)
    {
        var publisher = await ConnectAsync(version);
        for (var granted = 0; granted <= 2; granted++)
        {
            var subscriber = await SubscriberAsync(version, "a", granted);
            for (var published = 0; published <= 2; published++)
            {
                await publisher.PublishAsync("a", "x", published);
                Assert.Equal(Math.Min(granted, published), (await subscriber.ReceiveAsync()).QoS);
            }

            await subscriber.ExpectNothingAsync();
        }
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.5-1"), Normative(V5, "MQTT-3.3.4-2")]
    public async Task Overlapping_filters_give_one_message_at_the_highest_qos(ProtocolVersion version)
    {
        var subscriber = await ConnectAsync(version);
        await subscriber.SubscribeAsync([new("a/#", 2), new("a/b", 0), new("+/b", 1)]);
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a/b", "x", qos: 2);
        Assert.Equal(2, (await subscriber.ReceiveAsync()).QoS);
        await subscriber.ExpectNothingAsync();
    }
}
