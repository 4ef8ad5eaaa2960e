using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>The first byte and the remaining length of each packet.</summary>
public sealed class FixedHeaderTests : ConformanceTests
{
    [Theory]
    [InlineData(V311, "C1 00")]
    [InlineData(V5, "C1 00")]
    [InlineData(V311, "41 02 00 01")]
    [InlineData(V5, "41 02 00 01")]
    [InlineData(V311, "51 02 00 01")]
    [InlineData(V5, "51 02 00 01")]
    [InlineData(V311, "71 02 00 01")]
    [InlineData(V5, "71 02 00 01")]
    [InlineData(V311, "E1 00")]
    [InlineData(V5, "E1 00")]
    [InlineData(V5, "F1 00")]
    [Normative(V311, "MQTT-2.2.2-1", "MQTT-2.2.2-2"), Normative(V5, "MQTT-2.1.3-1", "MQTT-3.15.1-1")]
    public async Task Reserved_flags_end_the_connection(ProtocolVersion version, string hex)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(hex);
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
    }

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-2.2.2-2"), Normative(V5, "MQTT-2.1.3-1")]
    public async Task Connect_with_reserved_header_flags_is_refused(ProtocolVersion version)
    {
        var bytes = new Connect(version).Encode();
        bytes[0] = 0x11;
        var client = await OpenAsync(version);
        await client.SendAsync(bytes);
        Assert.True(await client.TryNextAsync() is null or { Type: PacketType.ConnAck, Code: 0x81 });
    }

    [Theory]
    [InlineData(V311, 0x80), InlineData(V311, 0x83), InlineData(V311, 0x8A)]
    [InlineData(V5, 0x80), InlineData(V5, 0x83), InlineData(V5, 0x8A)]
    [Normative(V311, "MQTT-2.2.2-2", "MQTT-3.8.1-1"), Normative(V5, "MQTT-2.1.3-1", "MQTT-3.8.1-1")]
    public async Task Subscribe_with_wrong_flags_ends_the_connection(ProtocolVersion version, int first)
    {
        var client = await ConnectAsync(version);
        var bytes = client.EncodeSubscribe(1, ["a"]);
        bytes[0] = (byte)first;
        await client.SendAsync(bytes);
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
    }

    [Theory]
    [InlineData(V311, 0xA0), InlineData(V311, 0xA3), InlineData(V5, 0xA0), InlineData(V5, 0xA3)]
    [Normative(V311, "MQTT-2.2.2-2", "MQTT-3.10.1-1"), Normative(V5, "MQTT-2.1.3-1", "MQTT-3.10.1-1")]
    public async Task Unsubscribe_with_wrong_flags_ends_the_connection(ProtocolVersion version, int first)
    {
        var client = await ConnectAsync(version);
        var bytes = client.EncodeUnsubscribe(1, "a");
        bytes[0] = (byte)first;
        await client.SendAsync(bytes);
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
    }

    [Theory]
    [InlineData(V311, 0x60), InlineData(V311, 0x63), InlineData(V311, 0x6A)]
    [InlineData(V5, 0x60), InlineData(V5, 0x63), InlineData(V5, 0x6A)]
    [Normative(V311, "MQTT-2.2.2-2", "MQTT-3.6.1-1"), Normative(V5, "MQTT-2.1.3-1", "MQTT-3.6.1-1")]
    public async Task Pubrel_with_wrong_flags_ends_the_connection(ProtocolVersion version, int first)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(new Publish("a", "x") { QoS = 2, PacketId = 7 }.Encode(version));
        await client.ExpectAsync(PacketType.PubRec, 7);
        await client.SendAsync([(byte)first, 0x02, 0x00, 0x07]);
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
    }

    [Theory]
    [InlineData(V311, "00 00")]                     // type 0
    [InlineData(V5, "00 00")]
    [InlineData(V311, "F0 00")]                     // type 15 exists in 5.0 only
    [InlineData(V311, "30 FF FF FF FF 7F")]         // a fifth byte of remaining length
    [InlineData(V5, "30 FF FF FF FF 7F")]
    [InlineData(V311, "D0 00")]                     // packets only a broker sends
    [InlineData(V311, "90 03 00 01 00")]
    [InlineData(V311, "20 02 00 00")]
    [Normative(V311, "MQTT-4.8.0-1"), Normative(V5, "MQTT-4.13.1-1")]
    public async Task What_no_client_sends_ends_this_connection_and_no_other(ProtocolVersion version, string hex)
    {
        var bystander = await SubscriberAsync(version, "a");
        var client = await ConnectAsync(version);
        await client.SendAsync(hex);
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
        await bystander.PublishAsync("a", "still here");
        await bystander.ReceiveAsync("still here");
    }

    [Theory]
    [InlineData("D0 00")]
    [InlineData("90 04 00 01 00 00")]
    [InlineData("B0 04 00 01 00 00")]
    [InlineData("20 03 00 00 00")]
    [Normative(V5, "MQTT-4.13.1-1")]
    public async Task Packets_of_the_broker_are_a_protocol_error_from_a_client(string hex)
    {
        var client = await ConnectAsync(V5);
        await client.SendAsync(hex);
        await client.ExpectEndAsync(ReasonCode.ProtocolError, ReasonCode.MalformedPacket);
    }

    [Theory]
    [InlineData("C0 80 00")]                                    // remaining length 0 in two bytes
    [InlineData("30 85 00 00 01 61 00 78")]                     // remaining length 5 in two bytes
    [InlineData("30 06 00 01 61 80 00 78")]                     // property length 0 in two bytes
    [InlineData("82 0B 00 01 04 0B 81 80 00 00 01 61 00")]      // subscription identifier 1 in three bytes
    [Normative(V5, "MQTT-1.5.5-1")]
    public async Task Integers_longer_than_need_be_are_malformed(string hex)
    {
        var client = await ConnectAsync(V5);
        await client.SendAsync(hex);
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
    }

    /// <remarks><see cref="BrokerRules"/> and <see cref="PacketReader"/> check every packet that comes.</remarks>
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-2.2.2-1"), Normative(V5, "MQTT-2.1.3-1", "MQTT-1.5.5-1", "MQTT-2.2.2-1")]
    public async Task Every_packet_of_the_broker_has_the_flags_of_its_type(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        var publisher = await ConnectAsync(version);
        Assert.Equal(0x20, client.ConnAck.Bytes[0]);
        Assert.Equal(0x90, (await client.SubscribeAsync("a", 2)).Bytes[0]);
        await publisher.SendAsync(new Publish("a", new string('x', 300)) { QoS = 2, PacketId = 77 }.Encode(version));
        Assert.Equal(0x50, (await publisher.ExpectAsync(PacketType.PubRec, 77)).Bytes[0]);
        await publisher.AcknowledgeAsync(PacketType.PubRel, 77);
        Assert.Equal(0x70, (await publisher.ExpectAsync(PacketType.PubComp, 77)).Bytes[0]);

        var message = await client.ExpectAsync(PacketType.Publish);
        Assert.Equal(0x34, message.Bytes[0]);
        await client.AnswerAsync(message);
        Assert.Equal(0x62, (await client.ExpectAsync(PacketType.PubRel, message.PacketId)).Bytes[0]);
        await client.AcknowledgeAsync(PacketType.PubComp, message.PacketId);

        Assert.Equal(0xB0, (await client.UnsubscribeAsync("a")).Bytes[0]);
        Assert.Equal(0x40, (await client.PublishAsync("a", "x", qos: 1)).Bytes[0]);
        Assert.Equal(Octets.Hex("D0 00").Value, (await client.PingAsync()).Bytes);
    }
}
