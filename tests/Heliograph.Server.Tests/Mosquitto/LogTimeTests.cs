using Heliograph.Server.Mosquitto;

namespace Heliograph.Server.Tests.Mosquitto;

public sealed class LogTimeTests
{
    [Theory]
    [InlineData("%Y-%m-%dT%H:%M:%S", "2026-03-04T15:06:07")]
    [InlineData("%F %T %z", "2026-03-04 15:06:07 +0100")]
    [InlineData("%a %e %b %y %I:%M %p, day %j", "Wed  4 Mar 26 03:06 PM, day 063")]
    [InlineData("100%% %s", "100% 1772633167")]
    [InlineData("%", "%")]
    [InlineData("%Q", "%Q")]
    public void A_format_of_strftime_is_followed(string format, string expected) =>
        Assert.Equal(expected, LogTime.Format(new(2026, 3, 4, 15, 6, 7, TimeSpan.FromHours(1)), format));
}
