using Heliograph.Broker.Access;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Listeners;

public sealed class FailureTests
{
    [Fact]
    public async Task Failure_inside_the_broker_ends_that_connection_only_and_is_logged()
    {
        using var log = new RecordingLog();
        await using var server = await TestServer.StartAsync(change: options => options with { Authorizer = new BrokenRule(), LoggerFactory = log });
        await using var other = await RawPeer.ConnectAsync(server.EndPoint(), "other");
        await other.SubscribeAsync("t");
        await using var victim = await RawPeer.ConnectAsync(server.EndPoint(), "victim");
        await victim.SendAsync(Octets.Publish("broken", [], ProtocolVersion.V5, qos: 1, packetId: 1));
        Assert.DoesNotContain(await victim.ReadToEndAsync(mayReset: true), packet => packet.Type == PacketType.PubAck);
        await server.UntilAsync(status => status is { Connections: 1, Sessions: 1 });
        Assert.True(log.Has(LogLevel.Error, "the broker failed to serve it"), log.ToString());

        await other.SendAsync(Octets.Publish("t", [], ProtocolVersion.V5));
        await other.ReadAsync(PacketType.Publish);
        await using var again = await RawPeer.ConnectAsync(server.EndPoint(), "victim");
        await again.PingAsync();
    }

    [Fact]
    public async Task Clock_of_the_broker_goes_on_after_a_failure()
    {
        using var log = new FailingOnce("connect_timeout");
        await using var server = await TestServer.StartAsync(
            new() { ConnectTimeout = TimeSpan.FromMilliseconds(100) }, options => options with { LoggerFactory = log });
        await using var first = await RawPeer.OpenAsync(server.EndPoint());
        await TestServer.UntilAsync(() => log.Inner.Has(LogLevel.Error, "the broker goes on"), log.Inner.ToString);
        await using var second = await RawPeer.OpenAsync(server.EndPoint());
        Assert.Empty(await second.ReadToEndAsync());
    }

    private sealed class BrokenRule : IAuthorizer
    {
        public int RulesVersion => 1;

        public AccessDecision Decide(in AccessRequest request) => request.Topic.SequenceEqual("broken"u8)
            ? throw new InvalidOperationException("the rule is broken")
            : new(AccessAnswer.Allowed, "anyone may do anything");
    }

    // A log that fails once, on the line that holds a text: the one outside code that a tick reaches.
    private sealed class FailingOnce(string text) : ILoggerFactory
    {
        private int _failures;

        public RecordingLog Inner { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(this, Inner.CreateLogger(categoryName));

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose() => Inner.Dispose();

        private sealed class Logger(FailingOnce owner, ILogger inner) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (formatter(state, exception).Contains(owner.Text, StringComparison.Ordinal) && Interlocked.Increment(ref owner._failures) == 1)
                    throw new InvalidOperationException("the log is full");
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }

        private string Text => text;
    }
}
