using Heliograph.Fuzz.Owned;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Mqtt.Tests.Packets;

public sealed class SubscriptionAcknowledgementTests
{
    [Theory]
    [InlineData(V31)]
    [InlineData(V311)]
    public void Of_3_x(ProtocolVersion version)
    {
        Exactly.Both(
            new OwnedSubscriptionAcknowledgement(version, PacketType.SubAck, 1, [],
                [ReasonCode.Success, ReasonCode.GrantedQoS1, ReasonCode.GrantedQoS2, ReasonCode.UnspecifiedError]),
            "90 06 0001 00 01 02 80", Direction.ToClient);
        Exactly.Both(
            new OwnedSubscriptionAcknowledgement(version, PacketType.UnsubAck, 0xFFFF, [], []), "B0 02 FFFF",
            Direction.ToClient);
    }

    [Fact]
    public void Of_5_0()
    {
        Exactly.Both(
            new OwnedSubscriptionAcknowledgement(V5, PacketType.SubAck, 1, [new(PropertyId.ReasonString, "r"u8)],
                [ReasonCode.NotAuthorized, ReasonCode.TopicFilterInvalid]),
            "90 09 0001 04 1F000172 87 8F", Direction.ToClient);
        Exactly.Both(
            new OwnedSubscriptionAcknowledgement(V5, PacketType.UnsubAck, 1, [],
                [ReasonCode.Success, ReasonCode.NoSubscriptionExisted]),
            "B0 05 0001 00 00 11", Direction.ToClient);
    }

    [Theory]
    [InlineData("90 02 0001", V311)]
    [InlineData("90 03 0000 00", V311)]
    [InlineData("B0 03 0001 00", V311)]
    [InlineData("90 03 0001 00", V5)]
    [InlineData("B0 03 0001 00", V5)]
    [InlineData("B0 01 00", V5)]
    public void Malformed_forms(string hex, ProtocolVersion version) =>
        Exactly.Refuses(ReasonCode.MalformedPacket, hex, version, Direction.ToClient);

    [Theory]
    [InlineData(V31)]
    [InlineData(V311)]
    [Trait("MQTT 3.1.1", "MQTT-3.9.3-2")]
    public void A_SUBACK_of_3_x_has_no_codes_but_0_1_2_and_80(ProtocolVersion version)
    {
        for (var code = 0; code < 256; code++)
        {
            if (code is 0 or 1 or 2 or 0x80) continue;
            Exactly.Refuses(ReasonCode.ProtocolError, $"90 03 0001 {code:X2}", version, Direction.ToClient);
        }
    }
}
