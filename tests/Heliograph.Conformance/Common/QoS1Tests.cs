using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>QoS 1 in both directions: at least once.</summary>
public sealed class QoS1Tests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.3.2-2"), Normative(V5, "MQTT-4.3.2-4", "MQTT-4.3.2-5")]
    public async Task After_puback_the_same_id_is_a_new_message(ProtocolVersion version)
    {
        var subscriber = await SubscriberAsync(version, "a", qos: 1);
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync(new Publish("a", "first") { QoS = 1, PacketId = 7 });
        await publisher.PublishAsync(new Publish("a", "second") { QoS = 1, PacketId = 7, Duplicate = true });
        await subscriber.ReceiveAsync("first", "second");
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.3.2-1", "MQTT-3.3.1-1", "MQTT-2.3.1-4")]
    [Normative(V5, "MQTT-4.3.2-2", "MQTT-4.3.2-3", "MQTT-3.3.1-1")]
    public async Task A_message_is_sent_again_until_its_puback(ProtocolVersion version)
    {
        var subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
        await subscriber.SubscribeAsync("a", qos: 1);
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "x", qos: 1);
        var first = await subscriber.ExpectAsync(PacketType.Publish);
        Assert.Equal(0x32, first.Bytes[0]);
        for (var i = 0; i < 2; i++)
        {
            await subscriber.DropAsync();
            subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
            var again = await subscriber.ExpectAsync(PacketType.Publish, first.PacketId);
            Assert.Equal((0x3A, "x"), (again.Bytes[0], again.Payload));
        }

        await subscriber.AcknowledgeAsync(PacketType.PubAck, first.PacketId);
        await subscriber.PingAsync();
        await subscriber.DropAsync();
        subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
        await subscriber.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.6.0-2"), Normative(V5, "MQTT-4.6.0-2")]
    public async Task Pubacks_come_in_the_order_of_the_publishes(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        int[] ids = [5, 3, 9];
        await client.SendAsync([.. ids.Select(id => new Publish("a", "x") { QoS = 1, PacketId = id }.Encode(version))]);
        foreach (var id in ids) await client.ExpectAsync(PacketType.PubAck, id);
    }
}
