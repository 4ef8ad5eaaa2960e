using CsCheck;
using Heliograph.Server.Admin.Views;

namespace Heliograph.Server.Tests.Admin;

public sealed class LineDiffTests
{
    [Theory]
    [InlineData("a\nb\nc\n", "a\nx\nc\n", " a,-b,+x, c")]
    [InlineData("", "a\n", "+a")]
    [InlineData("a\n", "", "-a")]
    [InlineData("a\r\nb", "a\nb\n", " a, b")]
    [InlineData("1\n2\n3\n4\n", "2\n3\n4\n5\n", "-1, 2, 3, 4,+5")]
    public void A_diff_tells_what_stays_what_goes_and_what_comes(string before, string after, string expected) =>
        Assert.Equal(expected, string.Join(',', LineDiff.Of(before, after).Select(line => Sign(line.Kind) + line.Text)));

    [Fact]
    public void Either_text_can_be_made_from_the_diff() =>
        Gen.Select(Gen.Int[0, 4].List[0, 40], Gen.Int[0, 4].List[0, 40]).Sample((before, after) =>
        {
            var diff = LineDiff.Of(string.Concat(before.Select(line => $"{line}\n")), string.Concat(after.Select(line => $"{line}\n")));
            Assert.Equal(before.Select(line => $"{line}"), diff.Where(line => line.Kind != "added").Select(line => line.Text));
            Assert.Equal(after.Select(line => $"{line}"), diff.Where(line => line.Kind != "removed").Select(line => line.Text));
        });

    private static string Sign(string kind) => kind switch { "added" => "+", "removed" => "-", _ => " " };
}
