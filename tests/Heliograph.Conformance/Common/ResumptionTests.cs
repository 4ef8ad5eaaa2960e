using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>What a session takes along into its next connection, and what it leaves behind.</summary>
public sealed class ResumptionTests : ConformanceTests
{
    [Fact, Normative(V5, "MQTT-4.9.0-1", "MQTT-4.9.0-2", "MQTT-4.4.0-1")]
    public async Task What_is_sent_again_keeps_to_the_new_receive_maximum()
    {
        var subscriber = await ConnectAsync(Connect.Lasting(V5, "s"));
        await subscriber.SubscribeAsync("a", qos: 1);
        var publisher = await ConnectAsync(V5);
        for (var i = 0; i < 5; i++) await publisher.PublishAsync("a", $"{i}", qos: 1);
        await subscriber.PingAsync();
        await subscriber.DropAsync();

        subscriber = await ConnectAsync(Connect.Lasting(V5, "s") with { Properties = [Property.ReceiveMaximum(2)] });
        var window = new Queue<Packet>();
        for (var i = 0; i < 2; i++) window.Enqueue(await subscriber.ExpectAsync(PacketType.Publish));
        for (var i = 0; i < 3; i++)
        {
            await subscriber.ExpectNothingAsync();
            await subscriber.AnswerAsync(window.Dequeue());
            window.Enqueue(await subscriber.ExpectAsync(PacketType.Publish));
            Assert.Equal(($"{i + 2}", true), (window.Last().Payload, window.Last().Duplicate));
        }
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.4.0-1", "MQTT-3.1.4-2"), Normative(V5, "MQTT-4.4.0-1", "MQTT-3.1.4-3")]
    public async Task A_takeover_sends_again_what_the_first_connection_left_open(ProtocolVersion version)
    {
        var first = await ConnectAsync(Connect.Lasting(version, "s"));
        await first.SubscribeAsync("a", qos: 2);
        await (await ConnectAsync(version)).PublishAsync("a", "x", qos: 2);
        var message = await first.ExpectAsync(PacketType.Publish);
        var second = await ConnectAsync(Connect.Lasting(version, "s"));
        await first.ExpectEndAsync(ReasonCode.SessionTakenOver);
        Assert.True((await second.ExpectAsync(PacketType.Publish, message.PacketId)).Duplicate);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-6", "MQTT-4.3.3-2"), Normative(V5, "MQTT-3.1.2-4", "MQTT-4.3.3-12")]
    public async Task A_clean_start_forgets_the_ids_received(ProtocolVersion version)
    {
        var subscriber = await SubscriberAsync(version, "a", qos: 2);
        for (var i = 0; i < 2; i++)
        {
            var publisher = await ConnectAsync(Connect.Lasting(version, "p") with { Clean = true });
            await publisher.SendAsync(new Publish("a", $"{i}") { QoS = 2, PacketId = 9 }.Encode(version));
            await publisher.ExpectAsync(PacketType.PubRec, 9);
            await subscriber.ReceiveAsync($"{i}");
            await publisher.DropAsync();
        }
    }

    [Fact, Normative(V5, "MQTT-3.3.4-3", "MQTT-3.1.2-5")]
    public async Task Subscription_options_and_identifiers_last_as_long_as_the_session()
    {
        var client = await ConnectAsync(Connect.Lasting(V5, "s"));
        await client.SubscribeAsync(
            [new("a", 1) { NoLocal = true, RetainAsPublished = true }], Property.SubscriptionIdentifier(7));
        await client.DropAsync();
        client = await ConnectAsync(Connect.Lasting(V5, "s"));
        await client.PublishAsync("a", "own", qos: 1);
        await (await ConnectAsync(V5)).PublishAsync("a", "other", qos: 1, retain: true);
        var message = await client.ReceiveAsync();
        Assert.Equal(("other", true), (message.Payload, message.Retain));
        Assert.Equal(7, message.Number(PropertyId.SubscriptionIdentifier));
    }

    [Fact, Normative(V5, "MQTT-4.1.0-2", "MQTT-3.1.2-23")]
    public async Task The_expiry_counts_from_the_end_of_the_last_connection()
    {
        for (var i = 0; i < 4; i++)
        {
            var client = await ConnectAsync(Connect.Lasting(V5, "s") with { SessionExpiry = 60 });
            Assert.Equal(i > 0, client.ConnAck.SessionPresent);
            Pass(1_000);
            await client.DropAsync();
            Pass(50);
        }
    }

    [Fact, Normative(V5, "MQTT-4.1.0-2")]
    public async Task The_expiry_of_the_last_connect_is_the_one_in_force()
    {
        await (await ConnectAsync(Connect.Lasting(V5, "s"))).DropAsync();
        await (await ConnectAsync(Connect.Lasting(V5, "s") with { SessionExpiry = null })).DropAsync();
        Assert.False((await ConnectAsync(Connect.Lasting(V5, "s"))).ConnAck.SessionPresent);
    }
}
