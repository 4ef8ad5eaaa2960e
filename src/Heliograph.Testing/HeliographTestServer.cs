using Heliograph.Broker.Events;
using Heliograph.Broker.Inspection;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt.Properties;
using Heliograph.Server.Hosting;
using Heliograph.Server.Local;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Heliograph.Testing;

/// <summary>A whole broker for a unit test: no port, no folder, and time that passes only when the test says so. Dispose it to stop.</summary>
/// <remarks>
/// Clients are connected with <see cref="Connect"/>, over which any client library that takes a stream speaks. Everything a
/// real broker does it does: versions, QoS, sessions, wills, access rules and hooks. Each test may have its own; starting one takes milliseconds.
/// </remarks>
public sealed class HeliographTestServer : IAsyncDisposable
{
    /// <summary>When its clock begins.</summary>
    public static readonly DateTimeOffset Beginning = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int StepsMax = 10_000;

    private static readonly TimeSpan LeastStep = TimeSpan.FromMilliseconds(100), WaitMax = TimeSpan.FromSeconds(30);

    private readonly EmbeddedServer _embedded;
    private readonly FakeTimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private HeliographTestServer(EmbeddedServer embedded, FakeTimeProvider time) => (_embedded, _time) = (embedded, time);

    /// <summary>The broker for the test itself: publishes, subscribes, disconnects.</summary>
    public IHeliographBroker Broker => _embedded.Server.Local;

    /// <summary>The clock of the broker, for what else the test runs on it. Turn it with <see cref="AdvanceAsync"/> alone.</summary>
    public TimeProvider Time => _time;

    /// <summary>All sessions, connected or not, in no order.</summary>
    public IReadOnlyList<ClientView> Sessions => [.. _embedded.Server.Broker.Inspection.Clients()];

    /// <summary>All subscriptions of all sessions, in no order.</summary>
    public IReadOnlyList<SubscriptionView> Subscriptions => [.. _embedded.Server.Broker.Inspection.Subscriptions()];

    /// <summary>What happened lately, oldest first: connects, refusals, denials, drops, each with its cause.</summary>
    public IReadOnlyList<BrokerEvent> Events => _embedded.Server.Broker.Events.Latest();

    /// <summary>Starts one.</summary>
    /// <param name="configure">
    /// Users, rules, limits and hooks; null for a broker that lets anybody do anything. Anonymous clients are allowed unless it adds users or
    /// authentication.
    /// </param>
    /// <param name="loggers">Where the broker logs; null for nowhere.</param>
    /// <exception cref="Heliograph.Server.OperatorException">The options cannot be served; the message says which and why.</exception>
    public static async Task<HeliographTestServer> StartAsync(Action<HeliographOptions>? configure = null, ILoggerFactory? loggers = null)
    {
        var options = new HeliographOptions();
        configure?.Invoke(options);
        if (!options.HasUsers && options.Authentication.Count == 0) options.AllowAnonymous = true;
        var time = new FakeTimeProvider(Beginning);
        return new(await EmbeddedServer.StartAsync(options, loggers ?? NullLoggerFactory.Instance, time, isClockTurnedByHand: true), time);
    }

    /// <summary>Opens a connection in memory: the client's end. Dispose it to cut the connection without a goodbye.</summary>
    public Stream Connect() => Broker.Connect();

    /// <summary>Lets time pass: keep alives, expiries and delays of wills that fall due have happened when it returns.</summary>
    /// <remarks>
    /// In steps of 100 ms, or of a ten-thousandth of the whole where that is more. What a client answers to it comes after, as from any
    /// client: await that.
    /// </remarks>
    /// <param name="span">How long; not negative.</param>
    public async Task AdvanceAsync(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        await _turn.WaitAsync();
        try
        {
            var step = TimeSpan.FromTicks(Math.Max(LeastStep.Ticks, span.Ticks / StepsMax));
            for (var left = span; left > TimeSpan.Zero; left -= step)
            {
                _time.Advance(left < step ? left : step);
                _embedded.Server.Beat();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>One session; null when there is none.</summary>
    public ClientView? FindSession(string clientId)
    {
        foreach (var client in Sessions)
            if (client.ClientId == clientId) return client;
        return null;
    }

    /// <summary>The retained messages whose topic a filter matches. Topics that begin with $ only where the filter names them.</summary>
    /// <param name="filter">A topic filter, not a shared one.</param>
    public IReadOnlyList<ReceivedMessage> Retained(string filter = "#") =>
        [.. _embedded.Server.Broker.Inspection.Retained(filter, _embedded.Server.Clock.Now).Select(Read)];

    /// <summary>Waits for something that clients bring about, in real time, for 30 seconds at most.</summary>
    /// <param name="condition">Looked at again and again.</param>
    /// <exception cref="TimeoutException">It did not come about; the message has the latest events.</exception>
    public async Task UntilAsync(Func<bool> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > WaitMax)
                throw new TimeoutException($"What was waited for did not come about within {WaitMax.TotalSeconds} s. Latest events: {string.Join("; ", Events.TakeLast(10).Select(one => $"{one.ClientId} {one.Kind} {one.Cause}"))}");
            await Task.Delay(1);
        }
    }

    /// <summary>Stops it: clients are told and cut.</summary>
    public ValueTask DisposeAsync() => _embedded.DisposeAsync();

    private static ReceivedMessage Read(Message message) => LocalMessages.Received(new()
    {
        Topic = message.Topic, Payload = message.Payload, QoS = message.QoS, Retain = true, Properties = PropertyBlock.FromTrusted(message.Properties),
    });
}
