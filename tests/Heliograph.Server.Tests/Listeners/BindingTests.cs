using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Listeners;

public sealed class BindingTests
{
    [Fact]
    public async Task Port_0_takes_a_free_port_and_says_which()
    {
        await using var server = await TestServer.StartAsync();
        Assert.InRange(server.EndPoint().Port, 1, 65_535);
        await using var peer = await RawPeer.ConnectAsync(server.EndPoint(), "a");
        await peer.PingAsync();
    }

    [Fact]
    public async Task Required_port_that_is_taken_fails_the_start_and_is_named()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        var failure = await Assert.ThrowsAsync<OperatorException>(() => TestServer.StartAsync(change: options => options with
        {
            Listeners = [new() { Address = "127.0.0.1" }, new() { Address = "127.0.0.1", Port = port }],
        }));
        Assert.Contains($"port {port}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Optional_port_that_is_taken_is_a_warning_and_the_others_serve()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        using var log = new RecordingLog();
        await using var server = await TestServer.StartAsync(change: options => options with
        {
            Listeners = [new() { Address = "127.0.0.1" }, new() { Address = "127.0.0.1", Port = port, Required = false }],
            LoggerFactory = log,
        });
        Assert.True(log.Has(LogLevel.Warning, $"port {port}"), log.ToString());
        Assert.Single(server.Endpoints);
        await using var peer = await RawPeer.ConnectAsync(server.EndPoint(), "a");
        await peer.PingAsync();
    }

    [Fact]
    public async Task No_port_at_all_fails_the_start()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        await Assert.ThrowsAsync<OperatorException>(() => TestServer.StartAsync(change: options => options with
        {
            Listeners = [new() { Address = "127.0.0.1", Port = port, Required = false }],
        }));
    }

    [Fact]
    public async Task IPv6_loopback_serves()
    {
        await using var server = await TestServer.StartAsync(change: options => options with { Listeners = [new() { Address = "::1" }] });
        await using var peer = await RawPeer.ConnectAsync(server.EndPoint(), "a");
        await peer.PingAsync();
        Assert.Contains("[::1]:", server.Broker.Events.OfClient("a")[^1].Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_of_a_day_holds_no_line_of_the_web_server()
    {
        using var log = new RecordingLog();
        var server = await TestServer.StartAsync(change: options => options with { LoggerFactory = log });
        await using var leaver = await RawPeer.ConnectAsync(server.EndPoint(), "leaver");
        await leaver.SendAsync(Octets.Disconnect);
        await leaver.ReadToEndAsync();
        await using var garbage = await RawPeer.OpenAsync(server.EndPoint());
        await garbage.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await garbage.ReadToEndAsync(mayReset: true);
        await using var staying = await RawPeer.ConnectAsync(server.EndPoint(), "staying");
        await server.StopAsync();
        Assert.NotEmpty(log.Lines);
        Assert.All(log.Lines, line => Assert.Equal("heliograph", line.Category));
    }
}
