using Heliograph.Fuzz.Owned;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Mqtt.Tests.Packets;

public sealed class ConnAckTests
{
    [Fact]
    public void The_least_of_each_version()
    {
        Exactly.Both(new OwnedConnAck(V31, false, 4, []), "20 02 00 04", Direction.ToClient);
        Exactly.Both(new OwnedConnAck(V311, true, 0, []), "20 02 01 00", Direction.ToClient);
        Exactly.Both(new OwnedConnAck(V5, true, 0, []), "20 03 01 00 00", Direction.ToClient);
        Exactly.Both(new OwnedConnAck(V5, false, 0x87, []), "20 03 00 87 00", Direction.ToClient);
    }

    [Fact]
    public void Every_property() => Exactly.Both(
        new OwnedConnAck(V5, false, 0,
        [
            new(PropertyId.SessionExpiryInterval, 1), new(PropertyId.ReceiveMaximum, 2), new(PropertyId.MaximumQoS, 1),
            new(PropertyId.RetainAvailable, 0), new(PropertyId.MaximumPacketSize, 3),
            new(PropertyId.AssignedClientIdentifier, "a"u8), new(PropertyId.TopicAliasMaximum, 4),
            new(PropertyId.ReasonString, "r"u8), OwnedProperty.User("k"u8, "v"u8),
            new(PropertyId.WildcardSubscriptionAvailable, 1), new(PropertyId.SubscriptionIdentifierAvailable, 0),
            new(PropertyId.SharedSubscriptionAvailable, 1), new(PropertyId.ServerKeepAlive, 5),
            new(PropertyId.ResponseInformation, "i"u8), new(PropertyId.ServerReference, "s"u8),
            new(PropertyId.AuthenticationMethod, "m"u8), new(PropertyId.AuthenticationData, new byte[] { 9 }),
        ]),
        "20 3F  00 00  3C  11 00000001  21 0002  24 01  25 00  27 00000003  12 0001 61  22 0004  1F 0001 72"
            + " 26 0001 6B 0001 76  28 01  29 00  2A 01  13 0005  1A 0001 69  1C 0001 73  15 0001 6D  16 0001 09",
        Direction.ToClient);

    [Fact]
    public void The_first_byte_is_reserved_in_3_1()
    {
        Exactly.Reads(new OwnedConnAck(V31, false, 0, []), "20 02 FF 00", Direction.ToClient);
        Assert.Equal("20020000", Convert.ToHexString(new OwnedConnAck(V31, true, 0, []).Encode()));
    }

    [Theory]
    [InlineData(ReasonCode.Success, 0)]
    [InlineData(ReasonCode.UnsupportedProtocolVersion, 1)]
    [InlineData(ReasonCode.ClientIdentifierNotValid, 2)]
    [InlineData(ReasonCode.ServerUnavailable, 3)]
    [InlineData(ReasonCode.ServerBusy, 3)]
    [InlineData(ReasonCode.BadUserNameOrPassword, 4)]
    [InlineData(ReasonCode.NotAuthorized, 5)]
    [InlineData(ReasonCode.Banned, 5)]
    public void Return_codes_of_3_x(ReasonCode code, int expected) =>
        Assert.Equal((byte)expected, ConnectReturnCodes.For(code));

    [Fact]
    [Trait("MQTT 3.1.1", "MQTT-3.2.2-6")]
    public void A_return_code_of_3_x_is_one_of_the_six_or_none()
    {
        foreach (var code in Enum.GetValues<ReasonCode>())
            Assert.True(ConnectReturnCodes.For(code) is null or <= 5, $"{code}");
        Assert.Null(ConnectReturnCodes.For(ReasonCode.MalformedPacket));
        Assert.Null(ConnectReturnCodes.For(ReasonCode.ProtocolError));
        Assert.Null(ConnectReturnCodes.For(ReasonCode.PacketTooLarge));
    }

    [Fact]
    public void Only_the_empty_packet_pings()
    {
        Exactly.Both(new OwnedPing(V31, PacketType.PingReq), "C0 00");
        Exactly.Both(new OwnedPing(V5, PacketType.PingResp), "D0 00", Direction.ToClient);
    }
}
