using Heliograph.Conformance.Client;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>What MQTT 3.1 does differently; it numbers no statements. Most other tests run over 3.1 too.</summary>
public sealed class Mqtt31Tests : ConformanceTests
{
    [Fact]
    public async Task Requests_may_carry_dup()
    {
        var client = await ConnectAsync(V31);
        var subscribe = client.EncodeSubscribe(1, [new("a", 1)]);
        subscribe[0] = 0x8A;
        await client.SendAsync(subscribe);
        await client.ExpectAsync(PacketType.SubAck, 1);
        await client.SendAsync(new Publish("a", "x") { QoS = 2, PacketId = 7 }.Encode(V31));
        await client.ReceiveAsync("x");
        await client.ExpectAsync(PacketType.PubRec, 7);
        await client.SendAsync("6A 02 00 07");
        await client.ExpectAsync(PacketType.PubComp, 7);
        var unsubscribe = client.EncodeUnsubscribe(2, "a");
        unsubscribe[0] = 0xAA;
        await client.SendAsync(unsubscribe);
        await client.ExpectAsync(PacketType.UnsubAck, 2);
    }

    [Fact]
    public async Task The_reserved_connect_flag_is_ignored()
    {
        var client = await ConnectAsync(new Connect(V31) { Flags = 0x03 });
        await client.ExpectNothingAsync();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_empty_client_id_is_refused(bool clean)
    {
        var client = await SendAsync(new Connect(V31) { ClientId = "", Clean = clean });
        await client.ExpectRefusalAsync(2);
    }

    [Fact]
    public async Task A_denied_subscription_is_granted_on_paper_only()
    {
        // 3.1 has no code for a failure: the client gets the QoS it asked for, and no message.
        Setup = Setup with { DenyDenied = true };
        var client = await ConnectAsync(V31);
        var suback = await client.SubscribeAsync([new("denied", 1), new("a", 1)]);
        Assert.All(suback.Codes, code => Assert.InRange(code, 0, 2));
        await client.PublishAsync("denied", "never seen", qos: 1);
        await client.PublishAsync("a", "seen", qos: 1);
        await client.ReceiveAsync("seen");
    }
}
