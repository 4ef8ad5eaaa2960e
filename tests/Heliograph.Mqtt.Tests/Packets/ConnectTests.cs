using Heliograph.Fuzz.Owned;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Mqtt.Tests.Packets;

public sealed class ConnectTests
{
    private static readonly OwnedWill Will = new("w"u8, "bye"u8, QoS.AtLeastOnce, Retain: true, []);

    [Fact]
    public void The_least_of_each_version()
    {
        Exactly.Both(new OwnedConnect(V31, true, 60, [], "c"u8, null, null, null),
            "10 0F  0006 4D5149736470 03  02 003C  0001 63");
        Exactly.Both(new OwnedConnect(V311, true, 60, [], "c"u8, null, null, null),
            "10 0D  0004 4D515454 04  02 003C  0001 63");
        Exactly.Both(new OwnedConnect(V5, true, 60, [], "c"u8, null, null, null),
            "10 0E  0004 4D515454 05  02 003C  00  0001 63");
    }

    [Fact]
    public void Every_field_of_3_1() => Exactly.Both(
        new OwnedConnect(V31, false, 0xFFFF, [], "c"u8, Will, "u"u8, "p"u8),
        "10 1D  0006 4D5149736470 03  EC FFFF  0001 63  0001 77  0003 627965  0001 75  0001 70");

    [Fact]
    public void Every_field_of_3_1_1() => Exactly.Both(
        new OwnedConnect(V311, false, 0, [], ""u8, Will with { QoS = QoS.ExactlyOnce, Retain = false }, "u"u8, ""u8),
        "10 19  0004 4D515454 04  D4 0000  0000  0001 77  0003 627965  0001 75  0000");

    [Fact]
    public void Every_field_of_5_0() => Exactly.Both(
        new OwnedConnect(V5, true, 10,
            [
                new(PropertyId.SessionExpiryInterval, 0xFFFFFFFF), new(PropertyId.ReceiveMaximum, 20),
                new(PropertyId.MaximumPacketSize, 1024), new(PropertyId.TopicAliasMaximum, 3),
                new(PropertyId.RequestResponseInformation, 1), new(PropertyId.RequestProblemInformation, 0),
                OwnedProperty.User("k"u8, "v"u8), OwnedProperty.User("k"u8, "w"u8),
                new(PropertyId.AuthenticationMethod, "m"u8), new(PropertyId.AuthenticationData, new byte[] { 0, 0xFF }),
            ],
            "c"u8,
            new("w"u8, ""u8, QoS.AtMostOnce, false,
                [
                    new(PropertyId.WillDelayInterval, 5), new(PropertyId.PayloadFormatIndicator, 1),
                    new(PropertyId.MessageExpiryInterval, 6), new(PropertyId.ContentType, "t"u8),
                    new(PropertyId.ResponseTopic, "r"u8), new(PropertyId.CorrelationData, new byte[] { 0 }),
                    OwnedProperty.User(""u8, ""u8),
                ]),
            "u"u8, "p"u8),
        """
        10 62  0004 4D515454 05  C6 000A
        2B  11 FFFFFFFF  21 0014  27 00000400  22 0003  19 01  17 00  26 0001 6B 0001 76  26 0001 6B 0001 77
            15 0001 6D  16 0002 00FF
        0001 63
        1D  18 00000005  01 01  02 00000006  03 0001 74  08 0001 72  09 0001 00  26 0000 0000
        0001 77  0000  0001 75  0001 70
        """.ReplaceLineEndings(" "));

    [Fact]
    [Trait("MQTT 5.0", "MQTT-3.1.2-19")]
    public void A_password_may_stand_without_a_user_name_in_5_0() => Exactly.Both(
        new OwnedConnect(V5, false, 0, [], ""u8, null, null, "p"u8),
        "10 10  0004 4D515454 05  40 0000  00  0000  0001 70");

    [Theory]
    [InlineData("0004 4D515454 03")]
    [InlineData("0004 4D515454 06")]
    [InlineData("0004 4D515454 7F")]
    [InlineData("0004 4D515454 00")]
    [InlineData("0006 4D5149736470 04")]
    [InlineData("0006 4D5149736470 83")]
    [Trait("MQTT 5.0", "MQTT-3.1.2-2")]
    [Trait("MQTT 3.1.1", "MQTT-3.1.2-2")]
    public void A_level_that_is_none_of_ours_is_unsupported_and_answered_in_the_form_of_3_1_1(string start)
    {
        var violation = Connect.TryRead(Octets.FromHex(start).Span, out var packet);
        Assert.Equal(ReasonCode.UnsupportedProtocolVersion, violation.Code);
        Assert.Equal(V311, packet.Version);
    }

    [Theory]
    [InlineData("0004 6D717474 04")]
    [InlineData("0005 4D51545454 05")]
    [InlineData("0000 04")]
    [Trait("MQTT 5.0", "MQTT-3.1.2-1")]
    public void A_name_that_is_not_MQTT_is_a_protocol_error_of_no_version(string start)
    {
        var violation = Connect.TryRead(Octets.FromHex(start).Span, out var packet);
        Assert.Equal(ReasonCode.ProtocolError, violation.Code);
        Assert.Equal(None, packet.Version);
    }

    [Theory]
    [InlineData("0006 4D5149736470 03  02 003C", V31)]
    [InlineData("0004 4D515454 04  03 003C  0001 63", V311)]
    [InlineData("0004 4D515454 05  02 003C  01", V5)]
    public void A_refused_packet_still_says_its_version(string body, ProtocolVersion version)
    {
        var violation = Connect.TryRead(Octets.FromHex(body).Span, out var packet);
        Assert.Equal(ReasonCode.MalformedPacket, violation.Code);
        Assert.Equal(version, packet.Version);
    }

    [Theory]
    [InlineData("03")] // the reserved flag
    [InlineData("3A")] // Will QoS 3 and Will Retain without a will
    [InlineData("82")] // a user name that is missing at the end
    [InlineData("C2")] // and a password
    public void What_3_1_leaves_open_is_let_pass(string flags) => Exactly.Reads(
        new OwnedConnect(V31, true, 60, [], "c"u8, null, null, null),
        $"10 0F  0006 4D5149736470 03  {flags} 003C  0001 63");

    [Fact]
    public void A_missing_password_of_3_1_leaves_the_user_name() => Exactly.Reads(
        new OwnedConnect(V31, true, 60, [], "c"u8, null, "u"u8, null),
        "10 12  0006 4D5149736470 03  C2 003C  0001 63  0001 75");
}
