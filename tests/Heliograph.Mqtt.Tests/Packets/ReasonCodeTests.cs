using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Tests.Packets;

/// <summary>Table 2-6 once more, packet by packet as the chapters of the packets list their codes.</summary>
public sealed class ReasonCodeTests
{
    private const string Acknowledged = "00 10 80 83 87 90 91 97 99", Released = "00 92";

    [Theory]
    [InlineData(PacketType.ConnAck, "00 80 81 82 83 84 85 86 87 88 89 8A 8C 90 95 97 99 9A 9B 9C 9D 9F")]
    [InlineData(PacketType.PubAck, Acknowledged)]
    [InlineData(PacketType.PubRec, Acknowledged)]
    [InlineData(PacketType.PubRel, Released)]
    [InlineData(PacketType.PubComp, Released)]
    [InlineData(PacketType.SubAck, "00 01 02 80 83 87 8F 91 97 9E A1 A2")]
    [InlineData(PacketType.UnsubAck, "00 11 80 83 87 8F 91")]
    [InlineData(PacketType.Disconnect,
        "80 81 82 83 87 89 8B 8D 8E 8F 90 93 94 95 96 97 98 99 9A 9B 9C 9D 9E 9F A0 A1 A2")]
    [InlineData(PacketType.Auth, "00 18")]
    [InlineData(PacketType.PingResp, "")]
    public void From_a_server(PacketType type, string codes) =>
        Assert.Equal(codes, Allowed(code => ReasonCodes.IsAllowed(type, code)));

    [Theory]
    [InlineData(PacketType.PubAck, Acknowledged)]
    [InlineData(PacketType.PubRec, Acknowledged)]
    [InlineData(PacketType.PubRel, Released)]
    [InlineData(PacketType.PubComp, Released)]
    [InlineData(PacketType.Disconnect, "00 04 80 81 82 83 90 93 94 95 96 97 98 99")]
    [InlineData(PacketType.Auth, "18 19")]
    public void From_a_client(PacketType type, string codes) =>
        Assert.Equal(codes, Allowed(code => ReasonCodes.IsAllowedFromClient(type, code)));

    [Fact]
    public void Every_code_has_its_packet() => Assert.All(Enum.GetValues<ReasonCode>(), code => Assert.Contains(
        Enum.GetValues<PacketType>(),
        type => ReasonCodes.IsAllowed(type, code) || ReasonCodes.IsAllowedFromClient(type, code)));

    private static string Allowed(Func<ReasonCode, bool> isAllowed) =>
        string.Join(' ', Enumerable.Range(0, 256).Where(code => isAllowed((ReasonCode)code)).Select(code => $"{code:X2}"));
}
