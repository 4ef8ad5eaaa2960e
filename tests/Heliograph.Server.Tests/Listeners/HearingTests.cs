using System.IO.Pipelines;
using Heliograph.Broker.Journal;
using Heliograph.Mqtt;
using Heliograph.Server.Listeners;
using Heliograph.Server.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>Two connections of one client over pipes, where the first is read when the test says so.</summary>
public sealed class HearingTests
{
    private static readonly byte[] ConnectWithRetainedWill = Octets.Packet(
        0x10, Octets.Text("MQTT"), [4, 0x26], Octets.UInt16(0), Octets.Text("c"), Octets.Text("farewell"), Octets.Text("bye"));

    private static readonly byte[] Connect = Octets.Connect("c", ProtocolVersion.V311);

    private readonly BrokerClock _clock = new(TimeProvider.System);
    private readonly Broker.Broker _broker;
    private readonly Anyone _anyone = new();

    public HearingTests() => _broker = new(new()
    {
        Options = new() { SysInterval = TimeSpan.Zero },
        Journal = new VolatileJournal(),
        Authorizer = _anyone,
        Events = new EventLog(NullLogger.Instance),
        Seed = 1,
        StartedAt = _clock.Now,
        Version = "0",
    });

    [Fact]
    public async Task Goodbye_that_has_come_and_waits_for_a_thread_is_heard_first()
    {
        var stalled = new StalledScheduler();
        await using var first = await ServeAsync(ConnectWithRetainedWill, stalled);
        await first.SendAsync(Octets.Disconnect);
        await using var second = await ServeAsync(Connect);
        Assert.False(second.IsAccepted);

        stalled.GoOn();
        await second.AcceptedAsync();
        Assert.Equal(0, _broker.Status().RetainedMessages);
    }

    [Fact]
    public async Task Connection_that_is_not_served_delays_no_longer_than_the_bound()
    {
        var stalled = new StalledScheduler();
        await using var first = await ServeAsync(ConnectWithRetainedWill, stalled);
        await using var second = await ServeAsync(Connect);
        await second.AcceptedAsync();
        Assert.Equal(1, _broker.Status().RetainedMessages);
    }

    private async Task<Served> ServeAsync(byte[] connect, StalledScheduler? stalled = null)
    {
        var served = new Served(stalled);
        await served.SendAsync(connect);
        served.Run(transport => new(_broker, _clock, _anyone, transport, new(null, TimeProvider.System, NullLogger.Instance), watcher: null, NullLogger.Instance));
        return served;
    }

    private sealed class Served(StalledScheduler? stalled) : IAsyncDisposable
    {
        private readonly Pipe _input = new(new(readerScheduler: stalled, useSynchronizationContext: false));
        private readonly Pipe _output = new();
        private readonly DefaultConnectionContext _transport = new();
        private Task _ended = Task.CompletedTask;

        /// <summary>Whether there is a CONNACK.</summary>
        public bool IsAccepted
        {
            get
            {
                if (!_output.Reader.TryRead(out var read)) return false;
                _output.Reader.AdvanceTo(read.Buffer.Start);
                return true;
            }
        }

        public void Run(Func<ConnectionContext, ClientConnection> connectionOver)
        {
            _transport.Transport = new Duplex(_input.Reader, _output.Writer);
            _ended = connectionOver(_transport).RunAsync();
        }

        public async Task SendAsync(byte[] packet) => await _input.Writer.WriteAsync(packet);

        public async Task AcceptedAsync()
        {
            using var patience = new CancellationTokenSource(RawPeer.Patience);
            _output.Reader.AdvanceTo((await _output.Reader.ReadAsync(patience.Token)).Buffer.Start);
        }

        public async ValueTask DisposeAsync()
        {
            stalled?.GoOn();
            await _input.Writer.CompleteAsync();
            await _output.Reader.CompleteAsync();
            await _ended;
            await _transport.DisposeAsync();
        }

        private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }

    // Keeps what is to run until the test lets it go on.
    private sealed class StalledScheduler : PipeScheduler
    {
        private readonly Queue<Action> _kept = [];
        private bool _goesOn;

        public override void Schedule(Action<object?> action, object? state)
        {
            lock (_kept)
            {
                if (!_goesOn)
                {
                    _kept.Enqueue(() => action(state));
                    return;
                }
            }

            ThreadPool.Schedule(action, state);
        }

        public void GoOn()
        {
            lock (_kept) _goesOn = true;
            while (_kept.TryDequeue(out var kept)) kept();
        }
    }
}
