using System.IO.Pipelines;
using Heliograph.Broker.Access.Acl;
using Heliograph.Broker.Journal;
using Heliograph.Server.Listeners;
using Heliograph.Server.Security.Chain;
using Heliograph.Server.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server.Tests.Listeners;

public sealed class ClientConnectionTests
{
    // CONNECT of 3.1.1, client id "c"; PUBLISH with QoS 0 and retain, topic "t", payload "x"; DISCONNECT.
    private static readonly byte[] Connect = [0x10, 13, 0, 4, .. "MQTT"u8, 4, 2, 0, 60, 0, 1, (byte)'c'];
    private static readonly byte[] Publish = [0x31, 4, 0, 1, (byte)'t', (byte)'x'];
    private static readonly byte[] Disconnect = [0xE0, 0];

    [Fact]
    public async Task What_a_peer_sent_before_it_closed_is_handled()
    {
        var clock = new BrokerClock(TimeProvider.System);
        var broker = NewBroker(clock);
        var users = new AuthenticationChain([new AnonymousLink()]);
        var input = new Pipe();
        var output = new Pipe();
        await output.Reader.CompleteAsync(); // it reads nothing either
        using var closed = new CancellationTokenSource();
        await using var transport = new DefaultConnectionContext
        {
            Transport = new Duplex(input.Reader, output.Writer),
            ConnectionClosed = closed.Token,
        };
        await input.Writer.WriteAsync((byte[])[.. Connect, .. Publish, .. Disconnect], TestContext.Current.CancellationToken);
        await input.Writer.CompleteAsync();
        await closed.CancelAsync();

        await new ClientConnection(broker, clock, users, transport, new(null, TimeProvider.System, NullLogger.Instance), watcher: null, NullLogger.Instance).RunAsync();

        Assert.Equal(1, broker.Status().RetainedMessages);
    }

    private static Broker.Broker NewBroker(BrokerClock clock)
    {
        Assert.True(AclRules.TryParse("topic readwrite #", "acl", out var rules, out _));
        return new(new()
        {
            Options = new() { SysInterval = TimeSpan.Zero },
            Journal = new VolatileJournal(),
            Authorizer = new AclAuthorizer(rules),
            Events = new EventLog(NullLogger.Instance),
            Seed = 1,
            StartedAt = clock.Now,
            Version = "0",
        });
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
