using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>UNSUBSCRIBE and what it leaves alone.</summary>
public sealed class UnsubscribeTests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.10.4-1", "MQTT-3.10.4-2"), Normative(V5, "MQTT-3.10.4-1", "MQTT-3.10.4-2")]
    public async Task Only_the_same_characters_remove_a_subscription(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SubscribeAsync(["a/+", "a/b", "b"]);
        await client.UnsubscribeAsync("a/b");
        await client.UnsubscribeAsync("A/+", "a/#", "+");
        await client.UnsubscribeAsync("b");
        await client.PublishAsync("a/b", "by a/+");
        await client.PublishAsync("b", "by nobody");
        await client.ReceiveAsync("by a/+");
        await client.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.10.4-6"), Normative(V5, "MQTT-3.10.4-6", "MQTT-3.11.3-1", "MQTT-3.11.3-2")]
    public async Task Several_filters_are_answered_by_one_unsuback(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SubscribeAsync(["a", "c"]);
        var unsuback = await client.UnsubscribeAsync("a", "b", "c");
        if (version == V5) Assert.Equal([0x00, 0x11, 0x00], unsuback.Codes);
        foreach (var topic in new[] { "a", "b", "c" }) await client.PublishAsync(topic);
        await client.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.10.3-2"), Normative(V5, "MQTT-3.10.3-2")]
    public async Task Unsubscribe_without_a_filter_ends_the_connection(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(client.EncodeUnsubscribe(1));
        await client.ExpectEndAsync(ReasonCode.ProtocolError);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.10.4-3"), Normative(V5, "MQTT-3.10.4-3")]
    public async Task Deliveries_under_way_are_completed(ProtocolVersion version)
    {
        var client = await ConnectAsync(Connect.Lasting(version, "s"));
        await client.SubscribeAsync("a", qos: 2);
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "first", qos: 2);
        await publisher.PublishAsync("a", "second", qos: 1);
        var first = await client.ExpectAsync(PacketType.Publish);
        var second = await client.ExpectAsync(PacketType.Publish);
        await client.UnsubscribeAsync("a");
        await client.AcknowledgeAsync(PacketType.PubRec, first.PacketId);
        await client.ExpectAsync(PacketType.PubRel, first.PacketId);
        await client.AcknowledgeAsync(PacketType.PubComp, first.PacketId);
        await client.DropAsync();

        client = await ConnectAsync(Connect.Lasting(version, "s"));
        var again = await client.ReceiveAsync();
        Assert.Equal((second.PacketId, "second", true), (again.PacketId, again.Payload, again.Duplicate));
        await client.ExpectNothingAsync();
    }
}
