using System.Buffers;
using Heliograph.Fuzz.Owned;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Mqtt.Tests.Packets;

public sealed class PublishTests
{
    [Theory]
    [InlineData(V31)]
    [InlineData(V311)]
    public void Each_quality_of_3_x(ProtocolVersion version)
    {
        Exactly.Both(
            new OwnedPublish(version, "a/b"u8, "hi"u8, QoS.AtMostOnce, false, false, 0, []), "30 07 0003 612F62 6869");
        Exactly.Both(
            new OwnedPublish(version, "a"u8, ""u8, QoS.AtLeastOnce, true, false, 0xFFFF, []), "33 05 0001 61 FFFF");
        Exactly.Both(
            new OwnedPublish(version, "a"u8, "x"u8, QoS.ExactlyOnce, false, true, 1, []), "3C 06 0001 61 0001 78");
    }

    [Fact]
    public void Each_quality_of_5_0()
    {
        Exactly.Both(new OwnedPublish(V5, "a"u8, "x"u8, QoS.AtMostOnce, true, false, 0, []), "31 05 0001 61 00 78");
        Exactly.Both(
            new OwnedPublish(V5, "a"u8, "x"u8, QoS.AtLeastOnce, false, true, 256, []), "3A 07 0001 61 0100 00 78");
        Exactly.Both(
            new OwnedPublish(V5, "a"u8, ""u8, QoS.ExactlyOnce, false, false, 2, []), "34 06 0001 61 0002 00");
    }

    [Fact]
    public void Every_property_of_a_publish_to_a_client() => Exactly.Both(
        new OwnedPublish(V5, "a"u8, "x"u8, QoS.AtMostOnce, false, false, 0,
        [
            new(PropertyId.PayloadFormatIndicator, 1), new(PropertyId.MessageExpiryInterval, 7),
            new(PropertyId.TopicAlias, 8), new(PropertyId.ResponseTopic, "r"u8),
            new(PropertyId.CorrelationData, new byte[] { 1, 2 }), OwnedProperty.User("k"u8, "v"u8),
            new(PropertyId.SubscriptionIdentifier, 1), new(PropertyId.SubscriptionIdentifier, 268_435_455),
            new(PropertyId.ContentType, "t"u8),
        ]),
        "30 2A  0001 61  25  01 01  02 00000007  23 0008  08 0001 72  09 0002 0102  26 0001 6B 0001 76"
            + " 0B 01  0B FFFFFF7F  03 0001 74  78",
        Direction.ToClient);

    [Fact]
    [Trait("MQTT 5.0", "MQTT-3.3.2-8")]
    public void An_empty_topic_goes_with_an_alias() => Exactly.Both(
        new OwnedPublish(V5, ""u8, "x"u8, QoS.AtMostOnce, false, false, 0, [new(PropertyId.TopicAlias, 1)]),
        "30 07 0000 03 23 0001 78");

    [Fact]
    [Trait("MQTT 5.0", "MQTT-1.5.4-3")]
    public void A_byte_order_mark_is_an_ordinary_character() => Exactly.Both(
        new OwnedPublish(V311, "\uFEFFa"u8, ""u8, QoS.AtMostOnce, false, false, 0, []), "30 06 0004 EFBBBF61");

    [Fact]
    public void DUP_at_QoS_0_is_let_pass_in_3_1() => Exactly.Both(
        new OwnedPublish(V31, "a"u8, ""u8, QoS.AtMostOnce, false, true, 0, []), "38 03 0001 61");

    [Theory]
    [InlineData(127 - 3, "307F")]
    [InlineData(128 - 3, "308001")]
    [InlineData(16_383 - 3, "30FF7F")]
    [InlineData(16_384 - 3, "30808001")]
    [InlineData(2_097_151 - 3, "30FFFF7F")]
    [InlineData(2_097_152 - 3, "3080808001")]
    [Trait("MQTT 5.0", "MQTT-1.5.5-1")]
    public void The_remaining_length_takes_as_few_bytes_as_it_can(int payloadBytes, string start)
    {
        var packet = new OwnedPublish(
            V311, "a"u8, new byte[payloadBytes], QoS.AtMostOnce, false, false, 0, []);
        var written = packet.Encode();
        Assert.Equal(start + "000161", Convert.ToHexString(written.AsSpan(0, start.Length / 2 + 3)));
        Assert.Equal(packet.AnnouncedLength, written.Length);
        Exactly.Reads(packet, Convert.ToHexString(written));
    }

    [Theory]
    [InlineData(V311, QoS.AtMostOnce)]
    [InlineData(V5, QoS.AtMostOnce)]
    [InlineData(V311, QoS.AtLeastOnce)]
    [InlineData(V5, QoS.AtLeastOnce)]
    public void Reading_and_writing_allocates_nothing(ProtocolVersion version, QoS qos)
    {
        var bytes = new OwnedPublish(version, "sensors/7/temperature"u8, new byte[1024], qos, false, false,
            qos == QoS.AtMostOnce ? (ushort)0 : (ushort)9,
            version == V5 ? [new(PropertyId.MessageExpiryInterval, 60), OwnedProperty.User("k"u8, "v"u8)] : []).Encode();
        var output = new ArrayBufferWriter<byte>(4096);
        Assert.True(Forward(bytes, version, output)); // once before, so that everything is compiled

        var before = GC.GetAllocatedBytesForCurrentThread();
        var forwarded = true;
        for (var round = 0; round < 1000; round++)
        {
            output.ResetWrittenCount();
            forwarded &= Forward(bytes, version, output);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(forwarded);
        Assert.Equal(bytes, output.WrittenSpan.ToArray());
    }

    private static bool Forward(byte[] bytes, ProtocolVersion version, ArrayBufferWriter<byte> output)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        if (Frame.TryTake(ref input, bytes.Length, out var frame) != FrameStatus.Complete) return false;
        var violation = Publish.TryRead(
            frame.Body.FirstSpan, frame.Header.Flags, version, PropertySite.PublishToServer, out var packet);
        if (!violation.IsNone) return false;
        packet.Write(output, version);
        return true;
    }
}
