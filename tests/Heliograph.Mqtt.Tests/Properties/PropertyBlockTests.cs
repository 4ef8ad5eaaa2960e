using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Tests.Properties;

public sealed class PropertyBlockTests
{
    [Fact]
    public void Is_read_in_place_in_order()
    {
        var bytes = Convert.FromHexString("0F" + "2600016B000176" + "0100" + "260000000178" + "AA");
        var reader = new WireReader(bytes);
        Assert.True(PropertyBlock.TryRead(ref reader, PropertySite.Will, out var block).IsNone);
        Assert.Equal("AA", Convert.ToHexString(reader.ReadRest()));
        Assert.Equal(16, block.EncodedLength);
        Assert.True(block.Bytes.Overlaps(bytes));

        var seen = new List<string>();
        foreach (var property in block)
            seen.Add($"{property.Id} {property.Number} {Convert.ToHexString(property.Name)} "
                + $"{Convert.ToHexString(property.Value)} {Convert.ToHexString(property.Raw)}");
        Assert.Equal(
            ["UserProperty 0 6B 76 2600016B000176", "PayloadFormatIndicator 0   0100", "UserProperty 0  78 260000000178"],
            seen);
    }

    [Fact]
    public void Finds_the_first_and_says_what_is_assumed()
    {
        var block = PropertyBlock.FromTrusted(Convert.FromHexString("2600016B000176" + "210005" + "2600016C000177"));
        Assert.True(block.TryFind(PropertyId.UserProperty, out var user));
        Assert.Equal("k"u8, user.Name);
        Assert.Equal("v"u8, user.Value);
        Assert.Equal(5u, block.NumberOr(PropertyId.ReceiveMaximum, 65_535));
        Assert.Equal(65_535u, PropertyBlock.Empty.NumberOr(PropertyId.ReceiveMaximum, 65_535));
        Assert.True(block.Has(PropertyId.ReceiveMaximum));
        Assert.False(block.Has(PropertyId.TopicAlias));
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("8000")]
    [InlineData("FFFFFFFF01")]
    [InlineData("01")]
    [InlineData("0301")]
    public void Length_is_minimal_and_within_the_packet(string hex)
    {
        var reader = new WireReader(Convert.FromHexString(hex));
        Assert.Equal(ReasonCode.MalformedPacket, PropertyBlock.TryRead(ref reader, PropertySite.Any, out _).Code);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(127, 128)]
    [InlineData(128, 130)]
    [InlineData(16_384, 16_387)]
    public void Encoded_length_counts_the_length_in_front(int bytes, int expected) =>
        Assert.Equal(expected, PropertyBlock.FromTrusted(new byte[bytes]).EncodedLength);
}
