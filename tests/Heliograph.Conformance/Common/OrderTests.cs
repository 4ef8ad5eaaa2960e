using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>What was sent first arrives first, again and again.</summary>
public sealed class OrderTests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.4.0-1", "MQTT-4.6.0-1", "MQTT-4.1.0-1"), Normative(V5, "MQTT-4.4.0-1", "MQTT-4.6.0-1")]
    public async Task Open_deliveries_are_sent_again_in_order_and_only_on_reconnect(ProtocolVersion version)
    {
        var subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
        await subscriber.SubscribeAsync("a", qos: 2);
        var publisher = await ConnectAsync(version);
        for (var i = 0; i < 5; i++) await publisher.PublishAsync("a", $"{i}", qos: 1 + (i % 2));
        var sent = new List<Packet>();
        for (var i = 0; i < 5; i++) sent.Add(await subscriber.ExpectAsync(PacketType.Publish));
        await subscriber.AcknowledgeAsync(PacketType.PubRec, sent[1].PacketId);
        await subscriber.ExpectAsync(PacketType.PubRel, sent[1].PacketId);
        await subscriber.ExpectNothingAsync();
        await subscriber.DropAsync();
        await publisher.PublishAsync("a", "newer", qos: 1);

        subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
        var again = new List<Packet>();
        for (var i = 0; i < 6; i++) again.Add(await subscriber.NextAsync());
        Assert.Equal(sent[1].PacketId, again.Single(p => p.Type == PacketType.PubRel).PacketId);
        var publishes = again.Where(p => p.Type == PacketType.Publish).ToList();
        Assert.Equal(["0", "2", "3", "4", "newer"], publishes.Select(p => p.Payload));
        sent.RemoveAt(1);
        Assert.Equal(sent.Select(p => p.PacketId), publishes.SkipLast(1).Select(p => p.PacketId));
        Assert.Equal([true, true, true, true, false], publishes.Select(p => p.Duplicate));
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.6.0-5", "MQTT-4.6.0-6"), Normative(V5, "MQTT-4.6.0-5", "MQTT-4.6.0-6")]
    public async Task Each_publishers_messages_stay_in_order(ProtocolVersion version)
    {
        const int Messages = 300;
        var subscriber = await SubscriberAsync(version, "a", qos: 2);
        var publishing = new[] { 0, 1, 2 }.Select(async qos =>
        {
            var publisher = await ConnectAsync(version);
            for (var i = 0; i < Messages; i++)
            {
                var publish = new Publish("a", $"{qos}:{i}") { QoS = qos, PacketId = i + 1 };
                if (qos < 2) await publisher.SendAsync(publish.Encode(version));
                else await publisher.PublishAsync(publish);
            }

            await publisher.PingAsync();
        }).ToList();

        var next = new int[3];
        while (next.Sum() < 3 * Messages)
        {
            var message = await subscriber.ReceiveAsync();
            Assert.Equal($"{message.QoS}:{next[message.QoS]++}", message.Payload);
        }

        await Task.WhenAll(publishing);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.6.0-6", "MQTT-4.6.0-1"), Normative(V5, "MQTT-4.6.0-5", "MQTT-4.6.0-1")]
    public async Task Order_survives_a_subscriber_that_comes_and_goes(ProtocolVersion version)
    {
        const int Messages = 200;
        var subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
        await subscriber.SubscribeAsync("a", qos: 1);
        var publisher = await ConnectAsync(version);
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++) await publisher.PublishAsync("a", $"{i}", qos: 1);
        });
        for (var next = 0; next < Messages;)
        {
            var message = await subscriber.ExpectAsync(PacketType.Publish);
            if (next % 7 == 3 && !message.Duplicate)
            {
                await subscriber.DropAsync();
                subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
                continue;
            }

            Assert.Equal($"{next++}", message.Payload);
            await subscriber.AnswerAsync(message);
        }

        await publishing;
    }
}
