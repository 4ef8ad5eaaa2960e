using Heliograph.Fuzz.Owned;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Mqtt.Tests.Packets;

public sealed class SubscribeTests
{
    [Theory]
    [InlineData(V31)]
    [InlineData(V311)]
    public void Filters_and_qualities_of_3_x(ProtocolVersion version) => Exactly.Both(
        new OwnedSubscribe(version, 10, [],
            [new("a/#"u8, new(QoS.AtLeastOnce)), new("+"u8, new(QoS.ExactlyOnce)), new("c"u8, new(QoS.AtMostOnce))]),
        "82 10 000A  0003 612F23 01  0001 2B 02  0001 63 00");

    [Fact]
    public void Options_and_properties_of_5_0() => Exactly.Both(
        new OwnedSubscribe(V5, 1, [new(PropertyId.SubscriptionIdentifier, 128), OwnedProperty.User("k"u8, "v"u8)],
        [
            new("a"u8, new(QoS.ExactlyOnce, noLocal: true, retainAsPublished: true, RetainHandling.DoNotSend)),
            new("b"u8, new(QoS.AtMostOnce, retainHandling: RetainHandling.SendIfNew)),
        ]),
        "82 15 0001  0A 0B8001 2600016B000176  0001 61 2E  0001 62 10");

    [Fact]
    public void The_upper_bits_of_the_options_are_ignored_in_3_1() => Exactly.Reads(
        new OwnedSubscribe(V31, 1, [], [new("a"u8, new(QoS.ExactlyOnce))]), "8A 06 0001 0001 61 FE");

    [Fact]
    [Trait("MQTT 5.0", "MQTT-3.8.3-5")]
    public void Every_options_byte()
    {
        for (var octet = 0; octet < 256; octet++)
        {
            var options = new SubscriptionOptions((byte)octet);
            var (qos, handling, reserved) = (octet & 3, (octet >> 4) & 3, octet >> 6);
            var expected = reserved != 0 ? ReasonCode.MalformedPacket
                : qos == 3 || handling == 3 ? ReasonCode.ProtocolError
                : ReasonCode.Success;
            Assert.Equal(expected, options.Check(V5).Code);
            Assert.Equal(octet < 3, options.Check(V311).IsNone);
            Assert.Equal(qos < 3, options.Check(V31).IsNone);
            if (expected != ReasonCode.Success) continue;
            Assert.Equal(
                options, new(options.QoS, options.NoLocal, options.RetainAsPublished, options.RetainHandling));
            Assert.Equal(new SubscriptionOptions((byte)(octet & 0xFC | 1)), options.WithQoS(QoS.AtLeastOnce));
        }
    }

    [Fact]
    public void Unsubscribe_of_each_version()
    {
        Exactly.Both(new OwnedUnsubscribe(V31, 2, [], ["a"u8, "b/+"u8]), "A2 0A 0002 0001 61 0003 622F2B");
        Exactly.Both(new OwnedUnsubscribe(V311, 2, [], ["a"u8]), "A2 05 0002 0001 61");
        Exactly.Both(
            new OwnedUnsubscribe(V5, 2, [OwnedProperty.User("k"u8, "v"u8)], ["$share/g/a"u8]),
            "A2 16 0002 07 2600016B000176 000A 2473686172652F672F61");
    }
}
