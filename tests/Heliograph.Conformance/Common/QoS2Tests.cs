using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>QoS 2 in both directions: exactly once.</summary>
public sealed class QoS2Tests : ConformanceTests
{
    private static readonly Publish _publish = new("a", "x") { QoS = 2, PacketId = 9 };

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.3.3-2")]
    [Normative(V5, "MQTT-4.3.3-8", "MQTT-4.3.3-10", "MQTT-4.3.3-11", "MQTT-4.3.3-12", "MQTT-3.7.2-1")]
    public async Task A_repeated_publish_is_acknowledged_and_routed_once(ProtocolVersion version)
    {
        var subscriber = await SubscriberAsync(version, "a", qos: 2);
        var publisher = await ConnectAsync(version);
        await publisher.SendAsync(_publish.Encode(version));
        await publisher.ExpectAsync(PacketType.PubRec, 9);
        await publisher.SendAsync((_publish with { Duplicate = true }).Encode(version));
        await publisher.ExpectAsync(PacketType.PubRec, 9);
        await ReleaseAsync(publisher, ReasonCode.Success);
        await subscriber.ReceiveAsync("x");
        await subscriber.ExpectNothingAsync();

        await ReleaseAsync(publisher, version == V5 ? ReasonCode.PacketIdentifierNotFound : ReasonCode.Success);
        await publisher.PublishAsync(_publish);
        await subscriber.ReceiveAsync("x");
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.1.0-1", "MQTT-4.3.3-2"), Normative(V5, "MQTT-4.3.3-10")]
    public async Task A_received_id_outlives_the_connection(ProtocolVersion version)
    {
        var subscriber = await SubscriberAsync(version, "a", qos: 2);
        var publisher = await ConnectAsync(Connect.Lasting(version, "p"));
        await publisher.SendAsync(_publish.Encode(version));
        await publisher.ExpectAsync(PacketType.PubRec, 9);
        for (var i = 0; i < 2; i++)
        {
            await publisher.DropAsync();
            publisher = await ConnectAsync(Connect.Lasting(version, "p"));
            await publisher.SendAsync((_publish with { Duplicate = true }).Encode(version));
            await publisher.ExpectAsync(PacketType.PubRec, 9);
        }

        await ReleaseAsync(publisher, ReasonCode.Success);
        await subscriber.ReceiveAsync("x");
        await subscriber.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.3.3-1", "MQTT-3.3.1-1")]
    [Normative(V5, "MQTT-4.3.3-2", "MQTT-4.3.3-3", "MQTT-4.3.3-4", "MQTT-4.3.3-5", "MQTT-4.3.3-6", "MQTT-3.6.2-1")]
    public async Task A_delivery_goes_on_where_the_connection_broke(ProtocolVersion version)
    {
        var subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
        await subscriber.SubscribeAsync("a", qos: 2);
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "x", qos: 2);
        var first = await subscriber.ExpectAsync(PacketType.Publish);
        Assert.Equal(0x34, first.Bytes[0]);

        await subscriber.DropAsync();
        subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
        Assert.Equal(0x3C, (await subscriber.ExpectAsync(PacketType.Publish, first.PacketId)).Bytes[0]);
        await subscriber.AcknowledgeAsync(PacketType.PubRec, first.PacketId);
        await subscriber.ExpectAsync(PacketType.PubRel, first.PacketId);

        await subscriber.DropAsync();
        subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
        await subscriber.ExpectAsync(PacketType.PubRel, first.PacketId);
        await subscriber.AcknowledgeAsync(PacketType.PubComp, first.PacketId);
        await subscriber.PingAsync();

        await subscriber.DropAsync();
        subscriber = await ConnectAsync(Connect.Lasting(version, "s"));
        await subscriber.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.6.0-3"), Normative(V5, "MQTT-4.6.0-3")]
    public async Task Pubrecs_come_in_the_order_of_the_publishes(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        int[] ids = [5, 3, 9];
        await client.SendAsync([.. ids.Select(id => new Publish("a", "x") { QoS = 2, PacketId = id }.Encode(version))]);
        foreach (var id in ids) await client.ExpectAsync(PacketType.PubRec, id);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.6.0-4"), Normative(V5, "MQTT-4.6.0-4")]
    public async Task Pubrels_come_in_the_order_of_the_pubrecs(ProtocolVersion version)
    {
        var subscriber = await SubscriberAsync(version, "a", qos: 2);
        var publisher = await ConnectAsync(version);
        var ids = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            await publisher.PublishAsync("a", $"{i}", qos: 2);
            ids.Add((await subscriber.ExpectAsync(PacketType.Publish)).PacketId);
        }

        await subscriber.SendAsync([.. ids.Select(id => new PacketWriter().UInt16(id).Frame(0x50))]);
        foreach (var id in ids) await subscriber.ExpectAsync(PacketType.PubRel, id);
    }

    private static async Task ReleaseAsync(RawClient publisher, ReasonCode answer)
    {
        await publisher.AcknowledgeAsync(PacketType.PubRel, 9);
        Assert.Equal((int)answer, (await publisher.ExpectAsync(PacketType.PubComp, 9)).Code);
    }
}
