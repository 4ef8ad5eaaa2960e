using System.Text;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Tests.Wire;

public sealed class WireReaderTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "8001")]
    [InlineData(16_383, "FF7F")]
    [InlineData(16_384, "808001")]
    [InlineData(2_097_151, "FFFF7F")]
    [InlineData(2_097_152, "80808001")]
    [InlineData(268_435_455, "FFFFFF7F")]
    [Trait("MQTT 5.0", "MQTT-1.5.5-1")]
    public void Variable_byte_integers_at_their_edges(int value, string hex)
    {
        var reader = new WireReader(Convert.FromHexString(hex + "AA"));
        Assert.True(reader.TryReadVariableByteInteger(out var read));
        Assert.Equal(value, read);
        Assert.Equal("AA", Convert.ToHexString(reader.ReadRest()));

        var writer = new WireWriter(new byte[hex.Length / 2]);
        writer.WriteVariableByteInteger(value);
        Assert.Equal(hex.Length / 2, writer.Written);
        Assert.Equal(writer.Written, WireWriter.VariableByteIntegerLength(value));
        for (var length = 0; length < hex.Length / 2; length++)
            Assert.False(new WireReader(Convert.FromHexString(hex[..(2 * length)])).TryReadVariableByteInteger(out _));
    }

    [Theory]
    [InlineData("8000", true)]
    [InlineData("808000", true)]
    [InlineData("FFFFFF00", true)]
    [InlineData("80808080", false)]
    [InlineData("8080808001", false)]
    [InlineData("80", false)]
    [Trait("MQTT 5.0", "MQTT-1.5.5-1")]
    public void Variable_byte_integers_of_no_shortest_form(string hex, bool overlong)
    {
        var reader = new WireReader(Convert.FromHexString(hex));
        Assert.False(reader.TryReadVariableByteInteger(out _));
        Assert.Equal(overlong, reader.IsOverlong);
    }

    [Fact]
    public void Integers_are_most_significant_first_and_whole()
    {
        var reader = new WireReader([1, 2, 3, 4, 5, 6, 7]);
        Assert.True(reader.TryReadByte(out var one) && reader.TryReadUInt16(out var two) && reader.TryReadUInt32(out var four)
            && (one, two, four) == (1, 0x0203, 0x04050607u));
        Assert.True(reader.IsAtEnd);
        Assert.False(reader.TryReadByte(out _));
        Assert.False(new WireReader([1]).TryReadUInt16(out _));
        Assert.False(new WireReader([1, 2, 3]).TryReadUInt32(out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0001")]
    [InlineData("000261")]
    [InlineData("FFFF61")]
    public void Binary_is_refused_when_cut(string hex) =>
        Assert.False(new WireReader(Convert.FromHexString(hex)).TryReadBinary(out _));

    [Theory]
    [InlineData("")]
    [InlineData("61")]
    [InlineData("01")] // control characters are advised against, not forbidden
    [InlineData("7F")]
    [InlineData("C280")]
    [InlineData("EFBBBF")] // U+FEFF
    [InlineData("EFBFBF")] // U+FFFF, a non-character
    [InlineData("ED9FBF")] // U+D7FF, the last before the surrogates
    [InlineData("EE8080")] // U+E000, the first behind them
    [InlineData("F48FBFBF")] // U+10FFFF
    [Trait("MQTT 5.0", "MQTT-1.5.4-3")]
    public void Strings_that_are_UTF_8(string hex)
    {
        var reader = new WireReader(Convert.FromHexString($"{hex.Length / 2:X4}{hex}"));
        Assert.True(reader.TryReadString(out var value));
        Assert.Equal(hex, Convert.ToHexString(value));
        Assert.True(reader.IsAtEnd);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("610062")]
    [InlineData("80")]
    [InlineData("C0")]
    [InlineData("C080")]
    [InlineData("C1BF")]
    [InlineData("E08080")]
    [InlineData("E09FBF")]
    [InlineData("EDA080")]
    [InlineData("EDBFBF")]
    [InlineData("EDA080EDB080")]
    [InlineData("F0808080")]
    [InlineData("F4908080")]
    [InlineData("F8888080")]
    [InlineData("FE")]
    [InlineData("E282")]
    [Trait("MQTT 5.0", "MQTT-1.5.4-1")]
    [Trait("MQTT 5.0", "MQTT-1.5.4-2")]
    public void Strings_that_are_not(string hex)
    {
        Assert.False(new WireReader(Convert.FromHexString($"{hex.Length / 2:X4}{hex}")).TryReadString(out _));
        Assert.False(new WireReader(Convert.FromHexString($"{hex.Length / 2 + 2:X4}61{hex}62")).TryReadString(out _));
        Assert.True(new WireReader(Convert.FromHexString($"{hex.Length / 2:X4}{hex}")).TryReadBinary(out _));
    }

    [Fact]
    public void The_longest_string_fits_and_a_longer_one_is_our_bug()
    {
        var text = Encoding.UTF8.GetBytes(new string('x', 65_535));
        var buffer = new byte[65_540];
        var writer = new WireWriter(buffer);
        writer.WriteBinary(text);
        Assert.True(new WireReader(buffer.AsSpan(0, writer.Written)).TryReadString(out var read) && read.SequenceEqual(text));
        Assert.Throws<OverflowException>(() => new WireWriter(buffer).WriteBinary(new byte[65_536]));
    }
}
