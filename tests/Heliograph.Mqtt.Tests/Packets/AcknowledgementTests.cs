using Heliograph.Fuzz.Owned;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Mqtt.Tests.Packets;

public sealed class AcknowledgementTests
{
    public static TheoryData<PacketType, string> Types => new()
    {
        { PacketType.PubAck, "40" }, { PacketType.PubRec, "50" }, { PacketType.PubRel, "62" }, { PacketType.PubComp, "70" },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Success_is_the_packet_identifier_alone(PacketType type, string first)
    {
        foreach (var version in Enum.GetValues<ProtocolVersion>().Where(version => version != None))
            Exactly.Both(new OwnedAcknowledgement(version, type, 0x1234, ReasonCode.Success, []), first + "02 1234");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Longer_forms_of_5_0(PacketType type, string first)
    {
        var code = type is PacketType.PubAck or PacketType.PubRec
            ? ReasonCode.QuotaExceeded
            : ReasonCode.PacketIdentifierNotFound;
        var hex = ((byte)code).ToString("X2");
        Exactly.Both(new OwnedAcknowledgement(V5, type, 1, code, []), first + "03 0001" + hex);
        Exactly.Both(
            new OwnedAcknowledgement(V5, type, 1, code,
                [new(PropertyId.ReasonString, "r"u8), OwnedProperty.User("k"u8, "v"u8)]),
            first + "0F 0001" + hex + "0B 1F000172 2600016B000176");
        Exactly.Both(
            new OwnedAcknowledgement(V5, type, 1, ReasonCode.Success, [new(PropertyId.ReasonString, "r"u8)]),
            first + "08 0001 00 04 1F000172");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_could_be_left_out_may_stand_there(PacketType type, string first)
    {
        var packet = new OwnedAcknowledgement(V5, type, 1, ReasonCode.Success, []);
        Exactly.Reads(packet, first + "03 0001 00");
        Exactly.Reads(packet, first + "04 0001 00 00");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Malformed_forms(PacketType type, string first)
    {
        Assert.Equal(first[0] - '0', (int)type);
        foreach (var version in Enum.GetValues<ProtocolVersion>().Where(version => version != None))
        {
            Exactly.Refuses(ReasonCode.MalformedPacket, first + "00", version);
            Exactly.Refuses(ReasonCode.MalformedPacket, first + "01 00", version);
            Exactly.Refuses(ReasonCode.MalformedPacket, first + "02 0000", version);
        }

        Exactly.Refuses(ReasonCode.MalformedPacket, first + "03 0001 00", V31);
        Exactly.Refuses(ReasonCode.MalformedPacket, first + "03 0001 00", V311);
        Exactly.Refuses(ReasonCode.MalformedPacket, first + "05 0001 00 00 00", V5);
        Exactly.Refuses(ReasonCode.MalformedPacket, first + "04 0001 00 01", V5);
        Exactly.Refuses(ReasonCode.ProtocolError, first + "03 0001 01", V5);
    }
}
