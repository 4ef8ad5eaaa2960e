using Heliograph.Mqtt.Wire;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Mqtt.Tests.Wire;

public sealed class FixedHeaderTests
{
    private const string Common = "10 20 40 50 62 70 82 90 A2 B0 C0 D0 E0";
    private const string Publish = "30 31 32 33 34 35 36 37 38 39 3A 3B 3C 3D 3E 3F"; // checked with its body

    [Theory]
    [InlineData(None, Common + " F0 " + Publish)]
    [InlineData(V31, Common + " 6A 8A AA " + Publish)]
    [InlineData(V311, Common + " " + Publish)]
    [InlineData(V5, Common + " F0 " + Publish)]
    [Trait("MQTT 5.0", "MQTT-2.1.3-1")]
    [Trait("MQTT 3.1.1", "MQTT-2.2.2-2")]
    public void Every_first_byte(ProtocolVersion version, string accepted)
    {
        var expected = accepted.Split(' ').Order(StringComparer.Ordinal);
        var actual = Enumerable.Range(0, 256)
            .Where(octet => new FixedHeader((byte)octet).Check(version).IsNone).Select(octet => octet.ToString("X2"));
        Assert.Equal(expected, actual);
        Assert.All(Enumerable.Range(0, 256), octet => Assert.True(
            new FixedHeader((byte)octet).Check(version) is { Code: ReasonCode.Success or ReasonCode.MalformedPacket }));
    }

    [Fact]
    public void Every_type_has_its_first_byte()
    {
        var first = Enum.GetValues<PacketType>().Select(type => FixedHeader.For(type).Octet.ToString("X2"));
        Assert.Equal("00 10 20 30 40 50 62 70 82 90 A2 B0 C0 D0 E0 F0", string.Join(' ', first));
        Assert.All(Enum.GetValues<PacketType>(), type => Assert.Equal(type, FixedHeader.For(type).Type));
    }
}
