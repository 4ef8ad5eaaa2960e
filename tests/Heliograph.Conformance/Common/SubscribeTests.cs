using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>SUBSCRIBE and its SUBACK.</summary>
public sealed class SubscribeTests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.9.3-1", "MQTT-3.8.4-5", "MQTT-3.8.4-4")]
    [Normative(V5, "MQTT-3.9.3-1", "MQTT-3.8.4-5", "MQTT-3.8.4-6")]
    public async Task Suback_has_one_code_for_each_filter_in_order(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        var suback = await client.SubscribeAsync([new("a", 2), new("b", 0), new("c", 1), new("d/#", 2), new("+", 0)]);
        Assert.Equal([2, 0, 1, 2, 0], suback.Codes);
        await client.PublishAsync("d/e", "active");
        await client.ReceiveAsync("active");
    }

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.8.4-4", "MQTT-3.8.4-5", "MQTT-3.9.3-2")]
    [Normative(V5, "MQTT-3.8.4-5", "MQTT-3.8.4-6", "MQTT-3.8.4-7", "MQTT-3.9.3-2")]
    public async Task A_denied_filter_fails_alone(ProtocolVersion version)
    {
        Setup = Setup with { DenyDenied = true };
        var client = await ConnectAsync(version);
        var suback = await client.SubscribeAsync([new("a", 0), new("denied/x", 1), new("b", 1), new("c", 2)]);
        Assert.Equal([0, version == V5 ? 0x87 : 0x80, 1, 2], suback.Codes.Select(code => (int)code));
        foreach (var topic in new[] { "a", "b", "c" }) await client.PublishAsync(topic, topic);
        await client.ReceiveAsync("a", "b", "c");
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.8.3-3", "MQTT-4.8.0-1"), Normative(V5, "MQTT-3.8.3-2")]
    public async Task Subscribe_without_a_filter_ends_the_connection(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(client.EncodeSubscribe(1, []));
        await client.ExpectEndAsync(ReasonCode.ProtocolError);
    }

    [Theory]
    [InlineData(V311, 0x03), InlineData(V311, 0x04), InlineData(V311, 0x80)]
    [InlineData(V5, 0x40), InlineData(V5, 0x80), InlineData(V5, 0x03), InlineData(V5, 0x30)]
    [Normative(V311, "MQTT-3.8.3-4"), Normative(V5, "MQTT-3.8.3-5")]
    public async Task Options_that_mean_nothing_end_the_connection(ProtocolVersion version, int options)
    {
        var client = await ConnectAsync(version);
        var bytes = client.EncodeSubscribe(1, ["a"]);
        bytes[^1] = (byte)options;
        await client.SendAsync(bytes);
        await client.ExpectEndAsync((options & 0xC0) != 0 ? ReasonCode.MalformedPacket : ReasonCode.ProtocolError);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.8.4-3"), Normative(V5, "MQTT-3.8.4-3", "MQTT-3.8.4-4", "MQTT-3.3.1-9")]
    public async Task Subscribing_again_replaces_and_sends_retained_messages_again(ProtocolVersion version)
    {
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "kept", qos: 2, retain: true);
        var subscriber = await ConnectAsync(version);
        await subscriber.SubscribeAsync("a", qos: 0);
        Assert.Equal(("kept", 0), Summary(await subscriber.ReceiveAsync()));
        await subscriber.SubscribeAsync("a", qos: 2);
        Assert.Equal(("kept", 2), Summary(await subscriber.ReceiveAsync()));
        await publisher.PublishAsync("a", "live", qos: 2);
        Assert.Equal(("live", 2), Summary(await subscriber.ReceiveAsync()));
        await subscriber.ExpectNothingAsync();

        static (string, int) Summary(Packet message) => (message.Payload, message.QoS);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.8.4-3"), Normative(V5, "MQTT-3.8.4-4")]
    public async Task Subscribing_again_loses_and_doubles_no_message(ProtocolVersion version)
    {
        const int Messages = 200;
        var subscriber = await SubscriberAsync(version, "a", qos: 1);
        var publisher = await ConnectAsync(version);
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++) await publisher.PublishAsync("a", $"{i}", qos: 1);
        });
        for (var i = 0; i < 30; i++) await subscriber.SubscribeAsync("a", qos: 1);
        for (var i = 0; i < Messages; i++) await subscriber.ReceiveAsync($"{i}");
        await publishing;
        await subscriber.ExpectNothingAsync();
    }

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.8.3-2")]
    public async Task Wildcards_are_refused_where_they_are_not_offered(ProtocolVersion version)
    {
        Setup = Setup with { Options = Setup.Options with { WildcardSubscriptionAvailable = false } };
        var client = await ConnectAsync(version);
        if (version == V5) Assert.Equal(0, client.ConnAck.Number(PropertyId.WildcardSubscriptionAvailable));
        var suback = await client.SubscribeAsync(["a/#", "a/+", "a/b"]);
        var refused = version == V5 ? 0xA2 : 0x80;
        Assert.Equal([refused, refused, 0], suback.Codes.Select(code => (int)code));
    }
}
