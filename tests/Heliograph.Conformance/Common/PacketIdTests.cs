using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>Packet identifiers: where they stand, and how long each belongs to one exchange.</summary>
public sealed class PacketIdTests : ConformanceTests
{
    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-2.3.1-1"), Normative(V5, "MQTT-2.2.1-3")]
    public async Task Subscribe_with_id_0_ends_the_connection(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(client.EncodeSubscribe(0, ["a"]));
        await client.ExpectEndAsync(ReasonCode.ProtocolError, ReasonCode.MalformedPacket);
    }

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-2.3.1-1"), Normative(V5, "MQTT-2.2.1-3")]
    public async Task Unsubscribe_with_id_0_ends_the_connection(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(client.EncodeUnsubscribe(0, "a"));
        await client.ExpectEndAsync(ReasonCode.ProtocolError, ReasonCode.MalformedPacket);
    }

    [Theory, InlineData(V311, 1), InlineData(V311, 2), InlineData(V5, 1), InlineData(V5, 2)]
    [Normative(V311, "MQTT-2.3.1-1"), Normative(V5, "MQTT-2.2.1-3")]
    public async Task Publish_with_id_0_ends_the_connection(ProtocolVersion version, int qos)
    {
        var watcher = await SubscriberAsync(version, "a");
        var client = await ConnectAsync(version);
        await client.SendAsync(new Publish("a", "x") { QoS = qos, PacketId = 0 }.Encode(version));
        await client.ExpectEndAsync(ReasonCode.ProtocolError, ReasonCode.MalformedPacket);
        await watcher.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-2.3.1-5"), Normative(V5, "MQTT-2.2.1-2", "MQTT-2.2.2-1")]
    public async Task QoS_0_publish_has_no_id(ProtocolVersion version)
    {
        var client = await SubscriberAsync(version, "a/b");
        await client.PublishAsync("a/b", "hi");
        var message = await client.ReceiveAsync();
        Assert.Equal(
            Octets.Hex(version == V5 ? "30 08 00 03 612F62 00 6869" : "30 07 00 03 612F62 6869").Value, message.Bytes);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-2.3.1-6"), Normative(V5, "MQTT-2.2.1-5", "MQTT-4.3.3-8")]
    public async Task Acknowledgements_repeat_the_id_of_the_publish(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(new Publish("a", "x") { QoS = 1, PacketId = 0x1234 }.Encode(version));
        await client.ExpectAsync(PacketType.PubAck, 0x1234);
        await client.SendAsync(new Publish("a", "x") { QoS = 2, PacketId = 0xFFFF }.Encode(version));
        await client.ExpectAsync(PacketType.PubRec, 0xFFFF);
        await client.AcknowledgeAsync(PacketType.PubRel, 0xFFFF);
        await client.ExpectAsync(PacketType.PubComp, 0xFFFF);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-2.3.1-7", "MQTT-3.8.4-1", "MQTT-3.8.4-2", "MQTT-3.10.4-4", "MQTT-3.10.4-5")]
    [Normative(V5, "MQTT-2.2.1-6", "MQTT-3.8.4-1", "MQTT-3.8.4-2", "MQTT-3.10.4-4", "MQTT-3.10.4-5")]
    public async Task Suback_and_unsuback_repeat_the_id_of_the_request(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(client.EncodeSubscribe(0xBEEF, ["a"]));
        await client.ExpectAsync(PacketType.SubAck, 0xBEEF);
        await client.SendAsync(client.EncodeUnsubscribe(0x0102, "never subscribed"));
        var unsuback = await client.ExpectAsync(PacketType.UnsubAck, 0x0102);
        if (version == V5) Assert.Equal([0x11], unsuback.Codes);
        else Assert.Equal(Octets.Hex("B0 02 01 02").Value, unsuback.Bytes);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-2.3.1-4", "MQTT-4.3.2-1", "MQTT-4.3.3-1")]
    [Normative(V5, "MQTT-2.2.1-4", "MQTT-4.3.2-1", "MQTT-4.3.3-1")]
    public async Task Deliveries_in_flight_have_ids_of_their_own(ProtocolVersion version)
    {
        var subscriber = await SubscriberAsync(version, "a", qos: 2);
        var publisher = await ConnectAsync(version);
        for (var i = 0; i < 20; i++) await publisher.PublishAsync("a", $"{i}", qos: 1 + (i % 2));

        var ids = new HashSet<int>();
        for (var i = 0; i < 20; i++) ids.Add((await subscriber.ExpectAsync(PacketType.Publish)).PacketId);
        Assert.Equal(20, ids.Count);

        // Only an acknowledgement sets an id free.
        var acknowledged = ids.First();
        await subscriber.AcknowledgeAsync(PacketType.PubAck, acknowledged);
        await subscriber.PingAsync();
        await publisher.PublishAsync("a", "20", qos: 1);
        var next = await subscriber.ExpectAsync(PacketType.Publish);
        Assert.True(next.PacketId == acknowledged || !ids.Contains(next.PacketId));
    }
}
