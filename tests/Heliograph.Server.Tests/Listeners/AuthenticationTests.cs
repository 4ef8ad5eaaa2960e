using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Listeners;

public sealed class AuthenticationTests
{
    private readonly SlowAuthenticator _authenticator = new();

    [Fact]
    public async Task Login_that_takes_long_blocks_nobody_else()
    {
        await using var server = await StartAsync();
        await using var slow = await RawPeer.OpenAsync(server.EndPoint());
        await slow.SendAsync([.. Octets.Connect("slow", ProtocolVersion.V5), .. Octets.PingReq]);
        await TestServer.UntilAsync(() => _authenticator.WasAsked("slow"), () => "nobody was asked");
        await using var quick = await RawPeer.ConnectAsync(server.EndPoint(), "quick");
        await quick.PingAsync();

        _authenticator.Accept("slow");
        Assert.Equal(ReasonCode.Success, (await slow.ReadAsync(PacketType.ConnAck)).Code);
        await slow.ReadAsync(PacketType.PingResp);
    }

    [Fact]
    public async Task Client_that_leaves_while_it_is_looked_at_is_heard_out_and_leaves_nothing_behind()
    {
        await using var server = await StartAsync();
        await using var watcher = await RawPeer.ConnectAsync(server.EndPoint(), "watcher");
        await watcher.SubscribeAsync("news");
        await using (var slow = await RawPeer.OpenAsync(server.EndPoint()))
        {
            await slow.SendAsync([.. Octets.Connect("slow", ProtocolVersion.V5), .. Octets.Publish("news", [], ProtocolVersion.V5)]);
            await TestServer.UntilAsync(() => _authenticator.WasAsked("slow"), () => "nobody was asked");
        }

        _authenticator.Accept("slow");
        await watcher.ReadAsync(PacketType.Publish);
        await server.UntilAsync(status => status is { Connections: 1, Sessions: 1 });
    }

    [Fact]
    public async Task Login_without_an_end_keeps_nothing_of_a_client_that_has_left()
    {
        await using var server = await StartAsync(TimeSpan.FromMilliseconds(300));
        await using (var slow = await RawPeer.OpenAsync(server.EndPoint()))
        {
            await slow.SendAsync(Octets.Connect("slow", ProtocolVersion.V5));
            await TestServer.UntilAsync(() => _authenticator.WasAsked("slow"), () => "nobody was asked");
        }

        await server.UntilAsync(status => status is { Connections: 0, Sessions: 0 });
        await TestServer.UntilAsync(() => _authenticator.WasStopped("slow"), () => "the login goes on");
    }

    [Fact]
    public async Task Login_that_outlasts_the_time_limit_is_cut_off()
    {
        await using var server = await StartAsync(TimeSpan.FromMilliseconds(300));
        await using var slow = await RawPeer.OpenAsync(server.EndPoint());
        await slow.SendAsync(Octets.Connect("slow", ProtocolVersion.V5));
        Assert.Empty(await slow.ReadToEndAsync());
        await server.UntilAsync(status => status.Connections == 0);
        await TestServer.UntilAsync(() => _authenticator.WasStopped("slow"), () => "the login goes on");
    }

    [Fact]
    public async Task Authenticator_that_fails_refuses_and_is_logged()
    {
        using var log = new RecordingLog();
        await using var server = await StartAsync(log: log);
        await using var peer = await RawPeer.OpenAsync(server.EndPoint());
        await peer.SendAsync(Octets.Connect("broken", ProtocolVersion.V5));
        Assert.Equal(ReasonCode.ServerUnavailable, (await peer.ReadAsync(PacketType.ConnAck)).Code);
        Assert.True(log.Has(LogLevel.Error, "the authenticator failed"), log.ToString());
        await using var next = await RawPeer.ConnectAsync(server.EndPoint(), "next");
        await next.PingAsync();
    }

    private Task<HeliographServer> StartAsync(TimeSpan? connectTimeout = null, ILoggerFactory? log = null) => TestServer.StartAsync(
        connectTimeout is { } limit ? new() { ConnectTimeout = limit } : null,
        options => options with { Authenticator = _authenticator, LoggerFactory = log ?? options.LoggerFactory });
}
