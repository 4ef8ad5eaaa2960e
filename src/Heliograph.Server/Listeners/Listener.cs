using System.Net;
using Heliograph.Server.Listeners.Doors;
using Heliograph.Server.Listeners.Gates;
using Heliograph.Server.Listeners.Proxies;
using Heliograph.Server.Listeners.Tls;
using Heliograph.Server.Listeners.WebSockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Heliograph.Server.Listeners;

/// <summary>One bound address. A Kestrel server of its own, so that it starts, fails and stops by itself.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private static readonly TimeSpan HandshakeMax = TimeSpan.FromSeconds(10);

    private readonly KestrelServer _kestrel;
    private readonly ServiceProvider _services;
    private readonly ListenOptions _listen;
    private readonly Gate _gate;
    private readonly TlsCertificates? _certificates;

    private Listener(KestrelServer kestrel, ServiceProvider services, ListenOptions listen, Gate gate,
        TlsCertificates? certificates, ListenerOptions options)
    {
        _certificates = certificates;
        _gate = gate;
        _kestrel = kestrel;
        _services = services;
        _listen = listen;
        Options = options;
    }

    public ListenerOptions Options { get; }

    /// <summary>Network connections that came in here and are open.</summary>
    public int ConnectionCount => _gate.Count;

    /// <summary>The place that was bound, with the port that was chosen for port 0.</summary>
    public EndPoint EndPoint => _listen.EndPoint;

    /// <summary>Binds the address and starts to accept.</summary>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    /// <exception cref="OperatorException">A certificate cannot be used.</exception>
    public static async Task<Listener> StartAsync(ListenerOptions options, GateCounts counts, DoorContext context, Transports transports, CancellationToken stop)
    {
        var loggers = context.Loggers;
        var services = new ServiceCollection().AddSingleton(loggers).AddLogging().BuildServiceProvider();
        var kestrelOptions = new KestrelServerOptions { ApplicationServices = services };
        // HTTP is for handshakes of WebSockets only: whoever dawdles over one is closed.
        kestrelOptions.Limits.RequestHeadersTimeout = kestrelOptions.Limits.KeepAliveTimeout = HandshakeMax;
        kestrelOptions.Limits.MaxRequestBodySize = 0;
        ListenOptions? listen = null;
        var certificates = options.Tls.Certificate.Length > 0 ? new TlsCertificates(options.Tls, context.Time, loggers.CreateLogger("heliograph")) : null;
        var proxies = new TrustedProxies(options.TrustedProxies);
        var gate = new Gate(options, counts, proxies, context);
        var door = new Door(options, certificates, proxies, gate, context);
        kestrelOptions.Listen(options.Place, chosen =>
        {
            listen = chosen;
            chosen.Protocols = HttpProtocols.Http1;
            chosen.Use(http => connection => gate.ServeAsync(connection, inner => door.EnterAsync(inner, http)));
        });
        var kestrel = new KestrelServer(Microsoft.Extensions.Options.Options.Create(kestrelOptions), transports.For(options, loggers), loggers);
        try
        {
            if (options.UnixSocket.Length > 0) UnixSocketFile.MakeRoom(options.UnixSocket);
            await kestrel.StartAsync(new WebSocketDoor(options, proxies, context), stop);
            return new(kestrel, services, listen!, gate, certificates, options);
        }
        catch
        {
            kestrel.Dispose();
            await services.DisposeAsync();
            certificates?.Dispose();
            throw;
        }
    }

    /// <summary>Stops accepting and cuts what is still connected.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _kestrel.StopAsync(now.Token);
        _kestrel.Dispose();
        _certificates?.Dispose();
        await _services.DisposeAsync();
    }
}
