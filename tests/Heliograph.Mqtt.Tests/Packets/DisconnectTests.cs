using Heliograph.Fuzz.Owned;
using Heliograph.Mqtt.Properties;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Mqtt.Tests.Packets;

public sealed class DisconnectTests
{
    [Fact]
    public void Every_form()
    {
        Exactly.Both(new OwnedDisconnect(V31, ReasonCode.Success, []), "E0 00");
        Exactly.Both(new OwnedDisconnect(V311, ReasonCode.Success, []), "E0 00");
        Exactly.Both(new OwnedDisconnect(V5, ReasonCode.Success, []), "E0 00");
        Exactly.Both(new OwnedDisconnect(V5, ReasonCode.DisconnectWithWill, []), "E0 01 04");
        Exactly.Both(
            new OwnedDisconnect(V5, ReasonCode.Success, [new(PropertyId.SessionExpiryInterval, 9)]),
            "E0 07 00 05 11 00000009");
        Exactly.Both(
            new OwnedDisconnect(V5, ReasonCode.UseAnotherServer,
                [new(PropertyId.ServerReference, "s"u8), new(PropertyId.ReasonString, "r"u8)]),
            "E0 0A 9C 08 1C000173 1F000172", Direction.ToClient);
    }

    [Fact]
    public void What_could_be_left_out_may_stand_there()
    {
        Exactly.Reads(new OwnedDisconnect(V5, ReasonCode.Success, []), "E0 01 00");
        Exactly.Reads(new OwnedDisconnect(V5, ReasonCode.Success, []), "E0 02 00 00");
    }

    [Fact]
    public void Auth_of_each_direction()
    {
        OwnedProperty method = new(PropertyId.AuthenticationMethod, "m"u8);
        Exactly.Both(new OwnedAuth(ReasonCode.ReAuthenticate, [method]), "F0 06 19 04 1500016D");
        Exactly.Both(
            new OwnedAuth(ReasonCode.ContinueAuthentication,
                [method, new(PropertyId.AuthenticationData, new byte[] { 1 }), OwnedProperty.User("k"u8, "v"u8)]),
            "F0 11 18 0F 1500016D 16000101 2600016B000176");
        Exactly.Both(new OwnedAuth(ReasonCode.Success, [method]), "F0 06 00 04 1500016D", Direction.ToClient);
        Exactly.Both(new OwnedAuth(ReasonCode.Success, []), "F0 00", Direction.ToClient);
    }
}
