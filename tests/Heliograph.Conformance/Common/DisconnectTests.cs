using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>The last packet of a connection.</summary>
public sealed class DisconnectTests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.14.4-1", "MQTT-3.14.4-2"), Normative(V5, "MQTT-3.14.4-1", "MQTT-3.14.4-2")]
    public async Task Nothing_behind_a_disconnect_has_an_effect(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "a");
        var client = await ConnectAsync(version);
        await client.SendAsync(Octets.Hex("E0 00").Value, new Publish("a", "too late").Encode(version));
        await client.ExpectClosedAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.12.4-1"), Normative(V5, "MQTT-3.12.4-1")]
    public async Task A_ping_is_answered(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync("C0 00");
        Assert.Equal(Octets.Hex("D0 00").Value, (await client.NextAsync()).Bytes);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.1.0-2"), Normative(V5, "MQTT-4.1.0-1")]
    public async Task Session_state_lasts_as_long_as_the_connection(ProtocolVersion version)
    {
        var client = await ConnectAsync(new Connect(version) { SessionExpiry = 1 });
        await client.SubscribeAsync("a", qos: 1);
        var other = await ConnectAsync(new Connect(version) { KeepAlive = 1 });
        Pass(1_000_000);
        await other.ExpectEndAsync(ReasonCode.KeepAliveTimeout);
        await client.PublishAsync("a", "still subscribed", qos: 1);
        await client.ReceiveAsync("still subscribed");
    }
}
