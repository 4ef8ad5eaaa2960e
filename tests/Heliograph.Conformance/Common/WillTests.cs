using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>Wills: published when a connection is lost, forgotten when it ends well.</summary>
public sealed class WillTests : ConformanceTests
{
    private static readonly Will _will = new("will", "gone");

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-8", "MQTT-3.1.2-10"), Normative(V5, "MQTT-3.1.2-7", "MQTT-3.1.2-8", "MQTT-3.1.2-10")]
    public async Task A_lost_connection_publishes_the_will_once(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "will");
        var client = await ConnectAsync(Connect.Lasting(version, "s") with { Will = _will });
        await client.DropAsync();
        await watcher.ReceiveAsync("gone");

        var back = await ConnectAsync(Connect.Lasting(version, "s"));
        await back.DropAsync();
        await ConnectAsync(Connect.Lasting(version, "s"));
        await watcher.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-8"), Normative(V5, "MQTT-3.1.2-8", "MQTT-3.14.1-1")]
    public async Task A_protocol_error_publishes_the_will(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "will");
        var client = await ConnectAsync(new Connect(version) { Will = _will });
        await client.SendAsync("36 05 00 01 61 00 01");
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
        await watcher.ReceiveAsync("gone");
    }

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.14.1-1"), Normative(V5, "MQTT-3.14.1-1")]
    public async Task A_malformed_disconnect_publishes_the_will(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "will");
        var client = await ConnectAsync(new Connect(version) { Will = _will });
        await client.SendAsync("E1 00");
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
        await watcher.ReceiveAsync("gone");
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.14.4-3", "MQTT-3.1.2-8", "MQTT-3.1.2-10"), Normative(V5, "MQTT-3.14.4-3", "MQTT-3.1.2-10")]
    public async Task A_disconnect_forgets_the_will(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "will");
        var client = await ConnectAsync(Connect.Lasting(version, "s") with { Will = _will });
        await client.DisconnectAsync();
        var back = await ConnectAsync(Connect.Lasting(version, "s"));
        await back.DropAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-12"), Normative(V5, "MQTT-3.1.2-7")]
    public async Task Without_a_will_a_lost_connection_publishes_nothing(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "#");
        var client = await ConnectAsync(version);
        await client.DropAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-16"), Normative(V5, "MQTT-3.1.2-14")]
    public async Task A_will_is_not_retained_unless_it_asks(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "will");
        var client = await ConnectAsync(new Connect(version) { Will = _will });
        await client.DropAsync();
        Assert.False((await watcher.ReceiveAsync()).Retain);
        var late = await SubscriberAsync(version, "will");
        await late.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-17"), Normative(V5, "MQTT-3.1.2-15")]
    public async Task A_retained_will_waits_for_later_subscribers(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "will");
        var client = await ConnectAsync(new Connect(version) { Will = _will with { Retain = true, QoS = 1 } });
        await client.DropAsync();
        await watcher.ReceiveAsync("gone");
        var late = await SubscriberAsync(version, "will", qos: 1);
        var message = await late.ReceiveAsync();
        Assert.Equal((true, "gone", 1), (message.Retain, message.Payload, message.QoS));
    }

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.7.1-1"), Normative(V5, "MQTT-4.7.0-1")]
    public async Task A_will_topic_with_a_wildcard_is_refused(ProtocolVersion version)
    {
        var client = await SendAsync(new Connect(version) { Will = new Will("a/+", "gone") });
        if (version == V5) await client.ExpectRefusalAsync((int)ReasonCode.TopicNameInvalid);
        else await client.ExpectClosedAsync();
    }
}
