using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>What the broker does of its own accord.</summary>
public sealed class ServerTests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-8"), Normative(V5, "MQTT-3.1.2-8", "MQTT-3.14.2-1", "MQTT-3.14.2-2", "MQTT-3.14.4-2")]
    public async Task A_broker_that_stops_publishes_wills_and_takes_its_leave(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "will");
        var client = await ConnectAsync(new Connect(version) { Will = new Will("will", "gone") });
        var stopping = StopAsync();
        await watcher.ReceiveAsync("gone");
        await watcher.ExpectEndAsync(ReasonCode.ServerShuttingDown);
        await client.ExpectEndAsync(ReasonCode.ServerShuttingDown);
        await stopping;
    }

    [Theory, InlineData(""), InlineData("10"), InlineData("10 0D 0004 4D5154")]
    [Normative(V5, "MQTT-3.14.0-1")]
    public async Task A_connect_that_never_comes_is_not_waited_for(string beginning)
    {
        var client = await OpenAsync(V5);
        if (beginning.Length > 0) await client.SendAsync(beginning);
        await WaitForConnectionsAsync(1);
        Pass(Setup.Options.ConnectTimeout.TotalSeconds);
        await client.ExpectClosedAsync();
    }

    [Theory, InlineData(V311), InlineData(V5)]
    public async Task Packets_may_come_in_any_pieces(ProtocolVersion version)
    {
        var client = await OpenAsync(version);
        foreach (var octet in new Connect(version).Encode()) await client.SendAsync([octet]);
        await client.ExpectAsync(PacketType.ConnAck);
        var subscribe = client.EncodeSubscribe(1, ["a"]);
        var publish = new Publish("a", "x") { QoS = 1 }.Encode(version);
        byte[] stream = [.. subscribe, .. publish, .. publish, 0xC0];
        await client.SendAsync(stream[..7], stream[7..]);
        await client.SendAsync("00");
        await client.ExpectAsync(PacketType.SubAck);
        var rest = new List<PacketType>();
        for (var i = 0; i < 5; i++) rest.Add((await client.NextAsync()).Type);
        PacketType[] expected =
            [PacketType.Publish, PacketType.Publish, PacketType.PubAck, PacketType.PubAck, PacketType.PingResp];
        Assert.Equal(expected, rest.Order());
    }
}
