using System.Text;
using Heliograph.Server.Logging;

namespace Heliograph.Server.Tests.Logging;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain text, Grüße, 日本", "plain text, Grüße, 日本")]
    [InlineData("two\nlines\r\tand a tab", "two\\nlines\\r\\tand a tab")]
    [InlineData("\u001b[31mred", "\\u001B[31mred")]
    [InlineData("\u009b31m \u007f \u0000", "\\u009B31m \\u007F \\u0000")]
    [InlineData("rev\u202eersed \u2028 line", "rev\\u202Eersed \\u2028 line")]
    [InlineData("smile 😀", "smile 😀")]
    [InlineData("", "")]
    public void Control_characters_are_escaped_and_the_rest_is_kept(string text, string expected)
    {
        Assert.Equal(expected, LogText.Escape(text));
        Assert.Equal(expected, LogText.Escape(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Lone_surrogate_is_escaped() => Assert.Equal("a\\uD800b", LogText.Escape("a\ud800b"));

    [Fact]
    public void Length_is_bounded()
    {
        Assert.Equal(new string('x', 256) + "…", LogText.Escape(new string('x', 257)));
        Assert.Equal(new string('日', 256) + "…", LogText.Escape(Encoding.UTF8.GetBytes(new string('日', 70_000))));
        Assert.Equal("abc…", LogText.Escape("abcdef", charactersMax: 3));
        Assert.Equal("abcdef", LogText.Escape("abcdef", charactersMax: 6));
    }

    [Fact]
    public void Ill_formed_utf8_is_shown_as_replacement() => Assert.Equal("a\ufffdb", LogText.Escape([0x61, 0xFF, 0x62]));
}
