using System.Net;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;
using Heliograph.Mqtt;
using Heliograph.Server.Listeners.Gates;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>The bounds of one listener: who is turned away before a byte is read, and what is counted and told of it.</summary>
public sealed class GateTests
{
    [Fact]
    public async Task Above_its_connections_further_ones_are_closed_until_one_has_gone()
    {
        await using var server = await StartAsync(new() { ConnectionsMax = 2 });
        var first = await RawPeer.ConnectAsync(server.EndPoint(), "first");
        await using var second = await RawPeer.ConnectAsync(server.EndPoint(), "second");
        await using (var third = await RawPeer.OpenAsync(server.EndPoint())) Assert.Empty(await third.ReadToEndAsync(mayReset: true));
        AssertRefused(server, GateCause.ConnectionsMax, ReasonCode.ServerBusy, RefusalCause.Limit, "listener 'door': there are connections_max = 2 already");
        await first.DisposeAsync();
        await TestServer.UntilAsync(() => server.Listeners.All[0].Connections == 1, () => "the first is still counted");
        await using var fourth = await RawPeer.ConnectAsync(server.EndPoint(), "fourth");
    }

    [Fact]
    public async Task Above_its_rate_connections_are_closed_until_time_has_passed()
    {
        var time = new HandTurnedTime();
        await using var server = await StartAsync(new() { ConnectsPerSecondMax = 2 }, options => options with { Time = time });
        await using var first = await RawPeer.ConnectAsync(server.EndPoint(), "first");
        await using var second = await RawPeer.ConnectAsync(server.EndPoint(), "second");
        await using (var third = await RawPeer.OpenAsync(server.EndPoint())) Assert.Empty(await third.ReadToEndAsync(mayReset: true));
        AssertRefused(server, GateCause.ConnectRate, ReasonCode.ConnectionRateExceeded, RefusalCause.Limit, "listener 'door': more than connects_per_second_max = 2");
        time.Advance(TimeSpan.FromSeconds(0.5));
        await using var fourth = await RawPeer.ConnectAsync(server.EndPoint(), "fourth");
    }

    [Theory]
    [InlineData("127.0.0.0/8", "", "127.0.0.1", true)]
    [InlineData("", "127.0.0.7", "127.0.0.1", true)]
    [InlineData("", "127.0.0.7", "127.0.0.7", false)]
    [InlineData("127.0.0.7", "", "127.0.0.1", false)]
    [InlineData("127.0.0.0/8", "127.0.0.0/30", "127.0.0.3", false)]
    [InlineData("127.0.0.0/8", "127.0.0.0/30", "127.0.0.4", true)]
    public async Task Its_networks_say_who_may_connect(string allow, string deny, string from, bool isLetIn)
    {
        await using var server = await StartAsync(new() { Allow = Networks(allow), Deny = Networks(deny) });
        await using var peer = await RawPeer.OpenAsync(server.EndPoint(), from: IPAddress.Parse(from));
        if (isLetIn)
        {
            await peer.SendAsync(Octets.Connect("one", ProtocolVersion.V5));
            Assert.Equal(ReasonCode.Success, (await peer.ReadAsync()).Code);
            return;
        }

        Assert.Empty(await peer.ReadToEndAsync(mayReset: true));
        AssertRefused(server, GateCause.Network, ReasonCode.NotAuthorized, RefusalCause.NotAuthorized,
            deny.Length > 0 ? "listener 'door': its address is in deny" : "listener 'door': its address is in no network of allow");
    }

    [Fact]
    public async Task A_flood_is_counted_and_not_told_line_by_line()
    {
        var log = new RecordingLog();
        await using var server = await StartAsync(new() { Deny = Networks("127.0.0.0/8") }, options => options with { LoggerFactory = log });
        for (var i = 0; i < 60; i++)
        {
            await using var peer = await RawPeer.OpenAsync(server.EndPoint());
            Assert.Empty(await peer.ReadToEndAsync(mayReset: true));
        }

        Assert.Equal(60, server.Broker.Counters.Refused(RefusalCause.NotAuthorized));
        Assert.Equal(60, server.Listeners.All[0].Counts.Refused(GateCause.Network));
        var told = log.Lines.Count(line => line.Text.Contains("deny", StringComparison.Ordinal));
        Assert.InRange(told, 20, 40); // 20 in a window of ten seconds, and it may have been two
        Assert.Contains(log.Lines, line => line.Text.Contains("are only counted", StringComparison.Ordinal));
    }

    private static NetworkList Networks(string text) => text.Length == 0 ? NetworkList.None : new([Range(text)]);

    private static AddressRange Range(string text) => AddressRange.TryParse(text, out var range) ? range : throw new ArgumentException(text);

    private static Task<HeliographServer> StartAsync(ListenerLimits limits, Func<ServerOptions, ServerOptions>? change = null) =>
        TestServer.StartAsync(change: options =>
        {
            options = options with { Listeners = [options.Listeners[0] with { Name = "door", Limits = limits }] };
            return change?.Invoke(options) ?? options;
        });

    private static void AssertRefused(HeliographServer server, GateCause cause, ReasonCode code, RefusalCause counted, string words)
    {
        Assert.Equal((1, 1), (server.Listeners.All[0].Counts.Refused(cause), server.Listeners.All[0].Counts.RefusedInAll));
        Assert.Equal(1, server.Broker.Counters.Refused(counted));
        var told = Assert.Single(server.Broker.Events.Latest(), one => one.Kind == EventKind.Refused);
        Assert.Equal((code, words), (told.Code, told.Cause));
        Assert.StartsWith("127.0.0.", told.Address, StringComparison.Ordinal);
    }
}
