using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>Receive Maximum, both ways.</summary>
public sealed class FlowControlTests : ConformanceTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    [Normative(V5, "MQTT-4.9.0-1", "MQTT-4.9.0-2", "MQTT-3.3.4-9")]
    public async Task No_more_than_receive_maximum_are_under_way(int maximum)
    {
        var subscriber = await ConnectAsync(new Connect(V5) { Properties = [Property.ReceiveMaximum(maximum)] });
        await subscriber.SubscribeAsync([new("a", 2), new("b", 0)]);
        var publisher = await ConnectAsync(V5);
        for (var i = 0; i < maximum + 4; i++) await publisher.PublishAsync("a", $"{i}", qos: 1 + (i % 2));

        var window = new Queue<Packet>();
        for (var i = 0; i < maximum; i++) window.Enqueue(await subscriber.ExpectAsync(PacketType.Publish));
        await subscriber.ExpectNothingAsync();
        await publisher.PublishAsync("b", "QoS 0 is not counted");
        await subscriber.ReceiveAsync("QoS 0 is not counted");

        for (var i = 0; i < 4; i++)
        {
            await EndAsync(subscriber, window.Dequeue(), refuse: i == 3);
            window.Enqueue(await subscriber.ExpectAsync(PacketType.Publish));
            Assert.Equal($"{maximum + i}", window.Last().Payload);
            await subscriber.ExpectNothingAsync();
        }
    }

    [Fact, Normative(V5, "MQTT-3.3.4-10", "MQTT-4.9.0-3")]
    public async Task A_full_window_holds_back_no_other_packet()
    {
        var subscriber = await ConnectAsync(new Connect(V5) { Properties = [Property.ReceiveMaximum(1)] });
        await subscriber.SubscribeAsync("a", qos: 1);
        var publisher = await ConnectAsync(V5);
        for (var i = 0; i < 3; i++) await publisher.PublishAsync("a", $"{i}", qos: 1);
        await subscriber.ExpectAsync(PacketType.Publish);
        await subscriber.SubscribeAsync("b");
        await subscriber.UnsubscribeAsync("b");
        await subscriber.PublishAsync("c", "x", qos: 2);
        await subscriber.ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-3.3.4-7")]
    public async Task More_than_the_brokers_receive_maximum_ends_the_connection()
    {
        var client = await FillWindowAsync();
        await client.SendAsync(new Publish("a", "x") { QoS = 2, PacketId = 4 }.Encode(V5));
        await client.ExpectEndAsync(ReasonCode.ReceiveMaximumExceeded);
    }

    [Fact, Normative(V5, "MQTT-4.9.0-2", "MQTT-4.3.3-9")]
    public async Task A_refused_publish_takes_no_room()
    {
        Setup = Setup with { DenyDenied = true };
        var client = await FillWindowAsync(messages: 2);
        for (var id = 10; id < 20; id++)
        {
            await client.SendAsync(new Publish("denied", "x") { QoS = 2, PacketId = id }.Encode(V5));
            Assert.Equal(0x87, (await client.ExpectAsync(PacketType.PubRec, id)).Code);
        }
    }

    [Fact, Normative(V5, "MQTT-3.3.4-8", "MQTT-4.9.0-3")]
    public async Task A_client_whose_window_is_full_can_do_everything_else()
    {
        var client = await FillWindowAsync();
        await client.SubscribeAsync("b");
        await client.PublishAsync("b", "QoS 0");
        await client.ReceiveAsync("QoS 0");
        await client.UnsubscribeAsync("b");
        await client.AcknowledgeAsync(PacketType.PubRel, 1);
        await client.ExpectAsync(PacketType.PubComp, 1);
        await client.SendAsync(new Publish("a", "x") { QoS = 2, PacketId = 4 }.Encode(V5));
        await client.ExpectAsync(PacketType.PubRec, 4);
    }

    /// <summary>QoS 2 messages under way to a broker that allows three.</summary>
    private async Task<RawClient> FillWindowAsync(int messages = 3)
    {
        Setup = Setup with { Options = Setup.Options with { ReceiveMaximum = 3 } };
        var client = await ConnectAsync(V5);
        Assert.Equal(3, client.ConnAck.Number(PropertyId.ReceiveMaximum));
        for (var id = 1; id <= messages; id++)
        {
            await client.SendAsync(new Publish("a", "x") { QoS = 2, PacketId = id }.Encode(V5));
            await client.ExpectAsync(PacketType.PubRec, id);
        }

        return client;
    }

    private static async Task EndAsync(RawClient subscriber, Packet publish, bool refuse)
    {
        await subscriber.AnswerAsync(publish, refuse ? ReasonCode.UnspecifiedError : ReasonCode.Success);
        if (publish.QoS == 1 || refuse) return;
        await subscriber.ExpectAsync(PacketType.PubRel, publish.PacketId);
        await subscriber.AcknowledgeAsync(PacketType.PubComp, publish.PacketId);
    }
}
