using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>Silence longer than one and a half times Keep Alive is a lost network.</summary>
public sealed class KeepAliveTests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-24", "MQTT-3.1.2-8"), Normative(V5, "MQTT-3.1.2-22", "MQTT-3.2.2-22", "MQTT-3.1.2-8")]
    public async Task A_silent_client_is_dropped_and_its_will_published(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "will");
        var idle = await ConnectAsync(version);
        var client = await ConnectAsync(new Connect(version) { KeepAlive = 60, Will = new Will("will", "60") });
        var other = await ConnectAsync(new Connect(version) { KeepAlive = 50, Will = new Will("will", "50") });
        Assert.False(client.ConnAck.Has(PropertyId.ServerKeepAlive));

        Pass(80);
        await other.ExpectEndAsync(ReasonCode.KeepAliveTimeout);
        await watcher.ReceiveAsync("50");
        await watcher.ExpectNothingAsync();
        Pass(10);
        await client.ExpectEndAsync(ReasonCode.KeepAliveTimeout);
        await watcher.ReceiveAsync("60");

        // Keep Alive 0 sets no limit.
        Pass(1_000_000);
        await idle.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-24"), Normative(V5, "MQTT-3.1.2-22")]
    public async Task Any_packet_keeps_the_connection_alive(ProtocolVersion version)
    {
        var client = await ConnectAsync(new Connect(version) { KeepAlive = 60 });
        for (var i = 0; i < 4; i++)
        {
            Pass(80);
            await client.PublishAsync("a", "x", qos: 1);
        }
    }
}
