using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Statistics;
using Heliograph.Mqtt;
using Heliograph.Server.Hooks;
using Heliograph.Server.Listeners;
using Heliograph.Server.Listeners.Doors;
using Heliograph.Server.Local;
using Heliograph.Server.Memory;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Bans;
using Heliograph.Server.Security.Flapping;
using Heliograph.Server.Store;
using Heliograph.Server.Telemetry;
using Heliograph.Server.Telemetry.Metrics;
using Heliograph.Server.Tracing;
using Heliograph.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server;

/// <summary>A running broker: the engine, its listeners and its clock.</summary>
public sealed partial class HeliographServer : IAsyncDisposable
{
    private static readonly TaskCompletionSource<OperatorException> Never = new();

    // A disk that has not synced by then has stopped.
    private static readonly TimeSpan DurableWaitMax = TimeSpan.FromSeconds(10);

    private readonly ServerOptions _options;
    private readonly IAuthenticator _authenticator;
    private readonly ILogger _logger;
    private readonly BrokerClock _clock;
    private readonly Broker.Broker _broker;
    private readonly BrokerStore? _store;
    private readonly EventKeeper? _events;
    private readonly Tracer _tracer;
    private readonly MemoryWatch _memory;
    private readonly BrokerPulse _pulse;
    private readonly ListenerSet _listeners;
    private readonly BanDoor? _door;
    private readonly PublishHooks? _hooks;
    private readonly LocalBroker _local;
    private readonly Lock _stopLock = new();
    private readonly long _startedAt;
    private volatile Task? _stopped;

    private HeliographServer(ServerOptions options)
    {
        _options = options;
        _authenticator = WithBans(options.Authenticator);
        _logger = options.LoggerFactory.CreateLogger("heliograph");
        _clock = new(options.Time);
        var rights = new LocalRights(options.Authorizer);
        _local = new(this, rights);
        _store = options.Store is { } store ? BrokerStore.Open(store, _logger) : null;
        _events = options.EventsFolder is { } folder ? KeeperOf(folder, options.Broker) : null;
        _broker = new(new()
        {
            Options = options.Broker,
            Journal = Journal,
            AtListeners = options.Listeners.Where(listener => listener.Limits.Clients != new ListenerBounds()).DistinctBy(listener => listener.Name).ToDictionary(listener => listener.Name, listener => listener.Limits.Clients),
            Authorizer = rights,
            InterceptsPublishes = options.PublishInterceptors.Count > 0,
            EnhancedAuthenticator = options is { Bans: { } bans, EnhancedAuthenticator: { } enhanced } ? new BanningExchanges(enhanced, bans) : options.EnhancedAuthenticator,
            Events = new EventFan([options.EventLog ?? new EventLog(_logger), .. options.EventSinks, .. _events is null ? Array.Empty<IEventSink>() : [_events], .. WatchOf(options)]),
            Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)),
            StartedAt = _clock.Now,
            Version = Version,
        });
        if (options.PublishInterceptors.Count > 0)
            _hooks = new(options.PublishInterceptors, options.Interception, () => _broker.Options, options.Time, _logger);
        _door = options.Bans is null ? null : new(options.Bans, _broker, _clock, options.Time);
        _listeners = new(options.Listeners, new DoorContext
        {
            Serve = ServeAsync,
            IsShutTo = IsShutTo,
            IsCrowdedOut = IsCrowdedOut,
            OnRefused = OnRefused,
            OnExpiring = cause => Tell(new(_clock.Now, EventKind.Certificate, "", null, null, ReasonCode.Success, cause)),
            Now = () => _clock.Now,
            TimeMax = () => _broker.Options.ConnectTimeout,
            Loggers = options.LoggerFactory,
            Time = options.Time,
        });
        _memory = new(_broker, options.MemoryBytesMax, options.Time, _logger);
        _events?.Start(_broker.Events);
        _tracer = new(options.TracesFolder, options.Time, _logger);
        if (_store is not null) Restore(_store);
        _pulse = new(_broker, _clock, _memory, options.Time, _logger, options.IsClockTurnedByHand);
        _startedAt = options.Time.GetTimestamp();
        Meter = new(this);
    }

    /// <summary>The version of the program, such as 0.1.0.</summary>
    public static string Version { get; } =
        typeof(HeliographServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+')[0] ?? "0";

    /// <summary>The IP addresses that connections are accepted at, in the order of the options.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints => [.. _listeners.Endpoints.OfType<IPEndPoint>()];

    /// <summary>All places that connections are accepted at, such as tcp://127.0.0.1:61613 and unix:/run/heliograph.sock.</summary>
    public IEnumerable<string> Addresses => _listeners.Endpoints.Select(place => place is IPEndPoint ? $"tcp://{place}" : Peers.AddressText(place));

    /// <summary>Where clients are accepted.</summary>
    internal ListenerSet Listeners => _listeners;

    /// <summary>Bytes that the process may use.</summary>
    internal long MemoryCeiling => _memory.Ceiling;

    /// <summary>All its numbers.</summary>
    internal ServerMeter Meter { get; }

    /// <summary>Time since the start.</summary>
    internal TimeSpan Uptime => _options.Time.GetElapsedTime(_startedAt);

    /// <summary>Whether durable state is kept on a disk.</summary>
    internal bool HasStore => _store is not null;

    /// <summary>The journal, which says what is durable.</summary>
    internal IJournal Journal => _store?.Journal ?? _options.Journal;

    /// <summary>Logins that wait because others of their address or user failed.</summary>
    internal int LoginsWaiting => _options.LoginsWaiting?.Invoke() ?? 0;

    /// <summary>The rules in force.</summary>
    internal IAuthorizer Authorizer => _options.Authorizer;

    /// <summary>The traces.</summary>
    internal Tracer Tracer => _tracer;

    /// <summary>The clock of the engine.</summary>
    internal BrokerClock Clock => _clock;

    /// <summary>The broker for the program that it runs in.</summary>
    public IHeliographBroker Local => _local;

    /// <summary>Tells the engine that time has passed, where <see cref="ServerOptions.IsClockTurnedByHand"/>. One at a time.</summary>
    internal void Beat() => _pulse.Beat();

    /// <summary>Whether it stops or has stopped.</summary>
    internal bool IsStopping => _stopped is not null;

    /// <summary>The engine, for what it counts and remembers.</summary>
    public Broker.Broker Broker => _broker;

    /// <summary>Ends with the cause when the server can keep its promises no longer and must be stopped; else never.</summary>
    public Task<OperatorException> Failed => _store?.Failed ?? Never.Task;

    /// <summary>Restores what the store kept, and then binds the listeners.</summary>
    /// <exception cref="OperatorException">The store is damaged or cannot be used, a required listener cannot be bound, or none can.</exception>
    public static async Task<HeliographServer> StartAsync(ServerOptions options, CancellationToken stop = default)
    {
        var server = new HeliographServer(options);
        try
        {
            if (options.Listeners.Count > 0) await server._listeners.StartAllAsync(server.LogNotBound, stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Replaces the bounds and choices of the engine; they apply to what comes after.</summary>
    public void ApplyBrokerOptions(BrokerOptions options) => _broker.Options = options;

    /// <summary>Ends the connections of all whom a condition concerns.</summary>
    /// <returns>How many.</returns>
    internal int DisconnectAll(Func<Identity, string?> causeFor)
    {
        using var batch = _broker.BeginBatch(_clock.Now);
        return _broker.Steering.DisconnectAll(causeFor, batch);
    }

    /// <summary>Waits until a change is as durable as the journal's level promises.</summary>
    /// <exception cref="OperatorException">The disk has not synced for <see cref="DurableWaitMax"/>: the change is made, and not on the disk yet.</exception>
    internal async ValueTask AwaitDurableAsync(Lsn needs, CancellationToken stop)
    {
        var began = _options.Time.GetTimestamp();
        while (Journal.DurableUpTo < needs)
        {
            if (_options.Time.GetElapsedTime(began) > DurableWaitMax)
                throw new OperatorException("the change is made and is not on the disk yet", "Look at the log for what the disk says");
            await Task.Delay(TimeSpan.FromMilliseconds(1), stop);
        }
    }

    /// <summary>What the journal takes of its disk; null when nothing is kept.</summary>
    internal StoreUse? StoreUse() => _store?.Use();

    /// <summary>The journal's own numbers; null when nothing is kept.</summary>
    internal JournalStatistics? StoreStatistics() => _store?.Statistics();

    /// <summary>What there is in the broker now.</summary>
    public BrokerStatus Status() => _broker.Status();

    /// <summary>Tells every client that the broker stops, gives them a moment to read it, and closes. More calls wait for the first.</summary>
    public Task StopAsync()
    {
        lock (_stopLock) return _stopped ??= Task.Run(StopOnceAsync);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private IEventSink[] WatchOf(ServerOptions options)
    {
        if (options is not { Bans: { } bans, Flapping: { ConnectsMax: > 0 } flapping }) return [];
        var banning = new FlappingBans(bans, flapping.BanFor, causeFor => DisconnectAll(causeFor), Tell, _logger);
        return [new FlappingWatch(flapping, banning.OnFlapping)];
    }

    // Of something that only the edge knows.
    private void Tell(BrokerEvent happened)
    {
        using var batch = _broker.BeginBatch(_clock.Now);
        Heliograph.Broker.Broker.Tell(happened, batch);
    }

    private EventKeeper? KeeperOf(string folder, BrokerOptions options) => options is { EventsMax: > 0, EventsPerClientMax: > 0 }
        ? new(new(folder, options.EventsMax, options.EventsPerClientMax), _logger)
        : null;

    private void Restore(BrokerStore store)
    {
        try
        {
            store.Restore(_broker, _clock, _options.Time);
            store.Start(_broker, _clock);
        }
        catch
        {
            store.Dispose();
            _events?.Dispose();
            throw;
        }
    }

    /// <summary>Serves a connection until it ends.</summary>
    /// <param name="transport">Carries its bytes.</param>
    /// <param name="authenticator">Says who it is.</param>
    internal Task ServeAsync(ConnectionContext transport, IAuthenticator authenticator) =>
        IsShutTo(transport.RemoteEndPoint) ? Task.CompletedTask : RunAsync(transport, WithBans(authenticator));

    private bool IsShutTo(EndPoint? remote) => _door?.IsShutTo(remote) == true;

    private bool IsCrowdedOut(string listener, EndPoint? remote)
    {
        if (_options.LoginDoor is not { } door || !door.IsShutTo(listener, remote, out var cause)) return false;
        OnRefused(Peers.AddressText(remote), ReasonCode.ConnectionRateExceeded, cause);
        return true;
    }

    private void OnRefused(string address, ReasonCode code, string? cause)
    {
        using var batch = _broker.BeginBatch(_clock.Now);
        _broker.OnRefused(address, code, cause, batch);
    }

    /// <summary>Serves a connection as one that came by a listener without a chain of its own.</summary>
    internal Task ServeAsync(ConnectionContext transport) => RunAsync(transport, _authenticator);

    private IAuthenticator WithBans(IAuthenticator authenticator) =>
        _options.Bans is { } bans ? new BanningAuthenticator(authenticator, bans) : authenticator;

    private Task RunAsync(ConnectionContext transport, IAuthenticator authenticator)
    {
        if (_stopped is not null) return Task.CompletedTask; // it came between the farewell and the closing of the port
        return new ClientConnection(_broker, _clock, authenticator, transport, _tracer, _options.PacketWatcher, _logger, _hooks is null ? null : new(_hooks)).RunAsync();
    }

    private async Task StopOnceAsync()
    {
        try
        {
            _broker.Stop(_clock.Now);
        }
        catch (Exception failure)
        {
            LogStopFailure(failure);
        }

        await _listeners.DisposeAsync();
        await _local.EndedAsync();
        await _pulse.DisposeAsync();
        Meter.Dispose();
        _store?.Dispose();
        _events?.Dispose();
        _tracer.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "not every client was told that the broker stops")]
    private partial void LogStopFailure(Exception failure);

    [LoggerMessage(LogLevel.Warning, "{Problem}; the other listeners serve")]
    private partial void LogNotBound(string problem);
}
