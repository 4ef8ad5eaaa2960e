using System.Diagnostics;
using System.Net;
using Heliograph.Broker;
using Heliograph.Broker.Statistics;
using Heliograph.Server.Listeners;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>A real server on a free loopback port that lets everyone in, for one test.</summary>
internal static class TestServer
{
    public static Task<HeliographServer> StartAsync(BrokerOptions? broker = null, Func<ServerOptions, ServerOptions>? change = null)
    {
        var anyone = new Anyone();
        var options = new ServerOptions
        {
            Broker = (broker ?? new()) with { SysInterval = TimeSpan.Zero },
            Listeners = [new() { Address = "127.0.0.1", Protocol = ListenerProtocol.Mqtt }],
            Authenticator = anyone,
            Authorizer = anyone,
        };
        return HeliographServer.StartAsync(change?.Invoke(options) ?? options);
    }

    public static IPEndPoint EndPoint(this HeliographServer server) => server.Endpoints[0];

    /// <summary>Waits until the broker holds what it should; fails with what it holds instead.</summary>
    public static Task UntilAsync(this HeliographServer server, Func<BrokerStatus, bool> holds) =>
        UntilAsync(() => holds(server.Status()), () => server.Status().ToString());

    /// <summary>Waits for something that has no event of its own.</summary>
    public static async Task UntilAsync(Func<bool> holds, Func<string> instead)
    {
        var waited = Stopwatch.StartNew();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!holds())
        {
            Assert.True(waited.Elapsed < RawPeer.Patience, instead());
            await look.WaitForNextTickAsync();
        }
    }
}
