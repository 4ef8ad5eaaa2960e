using System.Diagnostics;
using Heliograph.Broker.Statistics;
using Heliograph.Conformance.Client;
using Heliograph.Server;
using Heliograph.Server.Listeners;

namespace Heliograph.Conformance.Broker;

/// <summary>The server under test, in this process, on a port of its own.</summary>
public sealed class TestBroker : IAsyncDisposable
{
    private readonly HeliographServer _server;
    private readonly TestClock _clock;

    private TestBroker(HeliographServer server, TestClock clock) => (_server, _clock) = (server, clock);

    public int Port => _server.Endpoints[0].Port;

    public BrokerStatus Status => _server.Status();

    public static async Task<TestBroker> StartAsync(BrokerSetup setup)
    {
        var clock = new TestClock();
        return new(await HeliographServer.StartAsync(Options(setup, clock)), clock);
    }

    /// <summary>Sets its clock ahead; what is due then happens within its next pulse, a tenth of a second.</summary>
    public void Pass(TimeSpan time) => _clock.Skip(time);

    /// <summary>Waits until the broker holds this many connections.</summary>
    public async Task WaitForConnectionsAsync(int connections)
    {
        var waiting = Stopwatch.StartNew();
        while (Status.Connections != connections)
        {
            Assert.True(waiting.Elapsed < RawClient.Patience, $"{Status.Connections} connections, not {connections}");
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    /// <summary>Stops it in good order.</summary>
    public Task StopAsync() => _server.StopAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static ServerOptions Options(BrokerSetup setup, TestClock clock) => new()
    {
        Broker = setup.Options,
        Listeners = [new ListenerOptions { Address = "127.0.0.1", Port = 0, Protocol = ListenerProtocol.Mqtt }],
        Authenticator = setup.OnlyBob ? new OnlyBob() : new Anyone(),
        Authorizer = new DenyDenied(isInForce: setup.DenyDenied),
        EnhancedAuthenticator = setup.Echo ? new EchoAuthenticator() : null,
        Time = clock,
    };
}
