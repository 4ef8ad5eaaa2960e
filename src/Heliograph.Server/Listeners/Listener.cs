using System.Net;
using Heliograph.Server.Listeners.Doors;
using Heliograph.Server.Listeners.Gates;
using Heliograph.Server.Listeners.Proxies;
using Heliograph.Server.Listeners.Tls;
using Heliograph.Server.Listeners.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners;

/// <summary>One bound address: accepts connections and lets each be served until it ends. It starts, fails and stops by itself.</summary>
internal sealed partial class Listener : IAsyncDisposable
{
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(1);

    private readonly IConnectionListener _source;
    private readonly Gate _gate;
    private readonly Door _door;
    private readonly HttpDesk _http;
    private readonly TlsCertificates? _certificates;
    private readonly OpenConnections _open = new();
    private readonly ILogger _log;
    private Task _accepting = Task.CompletedTask;

    private Listener(IConnectionListener source, ListenerOptions options, GateCounts counts, TlsCertificates? certificates, DoorContext context)
    {
        var proxies = new TrustedProxies(options.TrustedProxies);
        _log = context.Loggers.CreateLogger("heliograph");
        _source = source;
        _certificates = certificates;
        _gate = new(options, counts, proxies, context);
        _http = new(new WebSocketDoor(options, proxies, _gate, context), context.Loggers);
        _door = new(options, certificates, proxies, _gate, _http, context);
        Options = options;
    }

    public ListenerOptions Options { get; }

    /// <summary>Network connections that came in here and are open.</summary>
    public int ConnectionCount => _gate.Count;

    /// <summary>Handshakes of TLS that wait for their turns.</summary>
    public int HandshakesWaiting => _door.HandshakesWaiting;

    /// <summary>The place that was bound, with the port that was chosen for port 0.</summary>
    public EndPoint EndPoint => _source.EndPoint;

    /// <summary>Binds the address. Who comes waits with the system until <see cref="Begin"/>.</summary>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    /// <exception cref="OperatorException">A certificate cannot be used.</exception>
    public static async Task<Listener> StartAsync(ListenerOptions options, GateCounts counts, DoorContext context, Transports transports, CancellationToken stop)
    {
        var certificates = options.Tls.Certificate.Length > 0 ? new TlsCertificates(options.Tls, context.OnExpiring, context.Time, context.Loggers.CreateLogger("heliograph")) : null;
        try
        {
            if (options.UnixSocket.Length > 0) UnixSocketFile.MakeRoom(options.UnixSocket);
            return new(await transports.For(options, context.Loggers).BindAsync(options.Place, stop), options, counts, certificates, context);
        }
        catch
        {
            certificates?.Dispose();
            throw;
        }
    }

    /// <summary>Begins to accept. Once.</summary>
    public void Begin() => _accepting = AcceptAllAsync();

    /// <summary>Stops accepting and cuts what is still connected.</summary>
    public async ValueTask DisposeAsync()
    {
        await _source.UnbindAsync();
        await _accepting;
        await _open.EndAsync(EndMax);
        await _http.DisposeAsync();
        _door.Dispose();
        await _source.DisposeAsync();
        _certificates?.Dispose();
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (await _source.AcceptAsync() is { } connection) _ = ServeAsync(connection);
        }
        catch (Exception failure)
        {
            LogDeaf(failure, Options.Name);
        }
    }

    // On a loop's thread as far as it goes: nothing before the first wait is slow.
    private async Task ServeAsync(ConnectionContext connection)
    {
        _open.Add(connection);
        try
        {
            if (_gate.TryEnter(connection) && await _door.AskAsync(connection) is { } serve) await serve(connection);
        }
        catch (Exception failure)
        {
            LogFailure(failure, Peers.Of(connection).Address);
        }
        finally
        {
            await connection.DisposeAsync();
            _gate.Leave();
            _open.Remove(connection);
        }
    }

    [LoggerMessage(LogLevel.Error, "a connection from {Address} ends: the listener failed to serve it")]
    private partial void LogFailure(Exception failure, string address);

    [LoggerMessage(LogLevel.Critical, "the listener '{Name}' accepts no more connections: stop it and start it again")]
    private partial void LogDeaf(Exception failure, string name);
}
