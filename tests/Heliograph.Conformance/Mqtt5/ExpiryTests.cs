using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>Messages and sessions that end by themselves.</summary>
public sealed class ExpiryTests : ConformanceTests
{
    [Fact, Normative(V5, "MQTT-3.3.2-5", "MQTT-3.3.2-6")]
    public async Task An_expired_message_is_not_delivered_and_a_waiting_one_ages()
    {
        var away = await ConnectAsync(Connect.Lasting(V5, "s"));
        await away.SubscribeAsync("a/#", qos: 1);
        await away.DisconnectAsync();
        var publisher = await ConnectAsync(V5);
        foreach (var seconds in new uint[] { 20, 60 })
            await publisher.PublishAsync(Expiring($"a/{seconds}", seconds, qos: 1) with { Retain = true });
        Pass(20);

        AssertAged(await (await ConnectAsync(Connect.Lasting(V5, "s"))).ReceiveAsync());
        var late = await SubscriberAsync(V5, "a/#");
        AssertAged(await late.ReceiveAsync());
        await late.ExpectNothingAsync();

        static void AssertAged(Packet message)
        {
            Assert.Equal("a/60", message.Topic);
            Assert.InRange(message.Number(PropertyId.MessageExpiryInterval) ?? 0, 30, 40);
        }
    }

    [Fact, Normative(V5, "MQTT-4.3.3-7")]
    public async Task Once_sent_a_qos_2_message_does_not_expire()
    {
        var subscriber = await ConnectAsync(Connect.Lasting(V5, "s"));
        await subscriber.SubscribeAsync("a", qos: 2);
        var publisher = await ConnectAsync(V5);
        await publisher.PublishAsync(Expiring("a", 1, qos: 2));
        var first = await subscriber.ExpectAsync(PacketType.Publish);
        await subscriber.DropAsync();
        Pass(2);
        subscriber = await ConnectAsync(Connect.Lasting(V5, "s"));
        Assert.True((await subscriber.ExpectAsync(PacketType.Publish, first.PacketId)).Duplicate);
    }

    [Fact, Normative(V5, "MQTT-4.3.3-13", "MQTT-3.3.2-5")]
    public async Task The_handshake_of_an_expired_message_is_completed()
    {
        var away = await ConnectAsync(Connect.Lasting(V5, "s"));
        await away.SubscribeAsync("a", qos: 2);
        await away.DisconnectAsync();
        var publisher = await ConnectAsync(V5);
        await publisher.SendAsync((Expiring("a", 1, qos: 2) with { PacketId = 9 }).Encode(V5));
        await publisher.ExpectAsync(PacketType.PubRec, 9);
        Pass(2);
        await publisher.AcknowledgeAsync(PacketType.PubRel, 9);
        Assert.Equal(0, (await publisher.ExpectAsync(PacketType.PubComp, 9)).Code);
        await (await ConnectAsync(Connect.Lasting(V5, "s"))).ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-4.1.0-2", "MQTT-3.1.2-23")]
    public async Task A_session_ends_when_its_expiry_has_passed()
    {
        var connect = Connect.Lasting(V5, "s") with { SessionExpiry = 60 };
        var client = await ConnectAsync(connect);
        await client.SubscribeAsync("a", qos: 1);
        await client.DropAsync();
        Pass(50);
        client = await ConnectAsync(connect);
        Assert.True(client.ConnAck.SessionPresent);
        await client.DropAsync();
        Pass(60);
        client = await ConnectAsync(connect);
        Assert.False(client.ConnAck.SessionPresent);
        await client.PublishAsync("a", "unsubscribed", qos: 1);
        await client.ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-4.1.0-2")]
    public async Task A_disconnect_may_change_the_expiry()
    {
        var client = await ConnectAsync(Connect.Lasting(V5, "s"));
        await client.DisconnectAsync(ReasonCode.Success, Property.SessionExpiry(0));
        client = await ConnectAsync(Connect.Lasting(V5, "s"));
        Assert.False(client.ConnAck.SessionPresent);
        await client.DisconnectAsync(ReasonCode.Success, Property.SessionExpiry(uint.MaxValue));
        Assert.True((await ConnectAsync(Connect.Lasting(V5, "s"))).ConnAck.SessionPresent);
    }

    [Fact, Normative(V5, "MQTT-4.13.1-1")]
    public async Task A_disconnect_cannot_make_a_session_last_that_was_to_end()
    {
        var watcher = await SubscriberAsync(V5, "will");
        var client = await ConnectAsync(new Connect(V5) { ClientId = "s", Will = new Will("will", "gone") });
        await client.SendAsync("E0 07 00 05 11 00 00 00 3C");
        await client.ExpectEndAsync(ReasonCode.ProtocolError);
        await watcher.ReceiveAsync("gone");
        Assert.False((await ConnectAsync(Connect.Lasting(V5, "s"))).ConnAck.SessionPresent);
    }

    private static Publish Expiring(string topic, uint seconds, int qos) =>
        new(topic, "x") { QoS = qos, Properties = [Property.MessageExpiry(seconds)] };
}
