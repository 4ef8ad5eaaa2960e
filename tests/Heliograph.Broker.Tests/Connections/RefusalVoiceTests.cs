using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;

namespace Heliograph.Broker.Tests.Connections;

public sealed class RefusalVoiceTests
{
    private readonly RefusalVoice _voice = new();
    private Instant _now = new(1_000_000);

    [Fact]
    public void One_address_is_told_so_often_and_the_last_time_says_that_it_is_the_last()
    {
        for (var i = 1; i < RefusalVoice.OfOneMax; i++) Assert.Equal((true, ""), Tell($"10.0.0.1:{i}"));
        var (isTold, note) = Tell("10.0.0.1:99");
        Assert.True(isTold);
        Assert.Contains("only counted", note, StringComparison.Ordinal);
        Assert.False(Tell("10.0.0.1:100").IsTold);
        Assert.Equal((true, ""), Tell("10.0.0.2:1"));
        _now += RefusalVoice.Window;
        Assert.Equal((true, ""), Tell("10.0.0.1:101"));
    }

    [Fact]
    public void All_addresses_together_are_told_so_often_a_second()
    {
        for (var i = 1; i < RefusalVoice.PerSecondMax; i++) Assert.True(Tell($"10.0.{i}.1:1").IsTold);
        Assert.Contains("only counted", Tell("10.1.0.1:1").Note, StringComparison.Ordinal);
        Assert.False(Tell("10.1.0.2:1").IsTold);
        _now += TimeSpan.FromSeconds(1);
        Assert.True(Tell("10.1.0.3:1").IsTold);
    }

    [Theory]
    [InlineData("10.0.0.1:4711", "10.0.0.1")]
    [InlineData("[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("unknown", "unknown")]
    public void A_host_is_an_address_without_its_port(string address, string host) => Assert.Equal(host, Hosts.Of(address));

    private (bool IsTold, string Note) Tell(string address) => (_voice.TryTell(address, _now, out var note), note);
}
