using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Statistics;
using Heliograph.Server.Listeners;
using Heliograph.Server.Memory;
using Heliograph.Server.Store;
using Heliograph.Server.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server;

/// <summary>A running broker: the engine, its listeners and its clock.</summary>
public sealed partial class HeliographServer : IAsyncDisposable
{
    private static readonly TaskCompletionSource<OperatorException> Never = new();

    private readonly ServerOptions _options;
    private readonly ILogger _logger;
    private readonly BrokerClock _clock;
    private readonly Broker.Broker _broker;
    private readonly BrokerStore? _store;
    private readonly MemoryWatch _memory;
    private readonly BrokerPulse _pulse;
    private readonly List<Listener> _listeners = [];
    private readonly Lock _stopLock = new();
    private volatile Task? _stopped;

    private HeliographServer(ServerOptions options)
    {
        _options = options;
        _logger = options.LoggerFactory.CreateLogger("heliograph");
        _clock = new(options.Time);
        _store = options.Store is { } store ? BrokerStore.Open(store, _logger) : null;
        _broker = new(new()
        {
            Options = options.Broker,
            Journal = Journal,
            Authorizer = options.Authorizer,
            EnhancedAuthenticator = options.EnhancedAuthenticator,
            Events = new EventFan([new EventLog(_logger), .. options.EventSinks]),
            Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)),
            StartedAt = _clock.Now,
            Version = Version,
        });
        _memory = new(_broker, options.MemoryBytesMax, options.Time, _logger);
        if (_store is not null) Restore(_store);
        _pulse = new(_broker, _clock, _memory, options.Time, _logger);
    }

    /// <summary>The version of the program, such as 0.1.0.</summary>
    public static string Version { get; } =
        typeof(HeliographServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+')[0] ?? "0";

    /// <summary>The addresses that connections are accepted at, in the order of the options.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints => [.. _listeners.Select(listener => listener.EndPoint)];

    /// <summary>Where clients are accepted.</summary>
    internal IReadOnlyList<Listener> Listeners => _listeners;

    /// <summary>Bytes that the process may use.</summary>
    internal long MemoryCeiling => _memory.Ceiling;

    /// <summary>The journal, which says what is durable.</summary>
    internal IJournal Journal => _store?.Journal ?? _options.Journal;

    /// <summary>The rules in force.</summary>
    internal IAuthorizer Authorizer => _options.Authorizer;

    /// <summary>The clock of the engine.</summary>
    internal BrokerClock Clock => _clock;

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
            foreach (var listener in options.Listeners) await server.ListenAsync(listener, stop);
            if (server._listeners.Count == 0)
                throw new OperatorException("no listener could be bound", "Free one of the ports, or change [[listener]] in etc/heliograph.toml");
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

    /// <summary>What the journal takes of its disk; null when nothing is kept.</summary>
    internal StoreUse? StoreUse() => _store?.Use();

    /// <summary>What there is in the broker now.</summary>
    public BrokerStatus Status() => _broker.Status();

    /// <summary>Tells every client that the broker stops, gives them a moment to read it, and closes. More calls wait for the first.</summary>
    public Task StopAsync()
    {
        lock (_stopLock) return _stopped ??= Task.Run(StopOnceAsync);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

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
            throw;
        }
    }

    private async Task ListenAsync(ListenerOptions listener, CancellationToken stop)
    {
        try
        {
            _listeners.Add(await Listener.StartAsync(listener, ServeAsync, _options.LoggerFactory, stop));
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            var cause = PortHolder.Describe(listener.Port) is { } holder ? $"{holder} listens on it" : failure.Message.TrimEnd('.');
            var problem = $"port {listener.Port} on {listener.Address} cannot be bound: {cause}";
            if (listener.Required)
                throw new OperatorException(problem, Remedy(failure), failure);
            LogNotBound(problem);
        }
    }

    private static string Remedy(Exception failure) =>
        (failure as SocketException ?? failure.InnerException as SocketException)?.SocketErrorCode switch
        {
            SocketError.AccessDenied => "Give the program the right to bind ports below 1024, or change [[listener]] port in etc/heliograph.toml",
            SocketError.AddressNotAvailable => "Change [[listener]] address in etc/heliograph.toml to one of this machine",
            _ => "Stop the program that holds it, or change [[listener]] port in etc/heliograph.toml",
        };

    private Task ServeAsync(ConnectionContext transport) => _stopped is null
        ? new ClientConnection(_broker, _clock, _options.Authenticator, transport, _logger).RunAsync()
        : Task.CompletedTask; // it came between the farewell and the closing of the port

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

        await Task.WhenAll(_listeners.Select(listener => listener.DisposeAsync().AsTask()));
        await _pulse.DisposeAsync();
        _store?.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "not every client was told that the broker stops")]
    private partial void LogStopFailure(Exception failure);

    [LoggerMessage(LogLevel.Warning, "{Problem}; the other listeners serve")]
    private partial void LogNotBound(string problem);
}
