using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners.WebSockets;

/// <summary>Serves HTTP on connections that others have accepted: a Kestrel server that starts with the first of them.</summary>
internal sealed class HttpDesk : IAsyncDisposable
{
    /// <summary>HTTP is for handshakes of WebSockets only: whoever dawdles over one is closed.</summary>
    private static readonly TimeSpan HandshakeMax = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(1);

    private readonly HandOver _handOver = new();
    private readonly ServiceProvider _services;
    private readonly KestrelServer _kestrel;
    private readonly Lazy<Task> _started;

    /// <param name="door">Answers the requests.</param>
    /// <param name="loggers">Take what Kestrel has to tell.</param>
    public HttpDesk(WebSocketDoor door, ILoggerFactory loggers)
    {
        _services = new ServiceCollection().AddSingleton(loggers).AddLogging().BuildServiceProvider();
        var options = new KestrelServerOptions { ApplicationServices = _services };
        options.Limits.RequestHeadersTimeout = options.Limits.KeepAliveTimeout = HandshakeMax;
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1); // a name only: the hand-over binds nothing
        _kestrel = new(Microsoft.Extensions.Options.Options.Create(options), _handOver, loggers);
        _started = new(() => _kestrel.StartAsync(door, CancellationToken.None));
    }

    /// <summary>Serves a connection until HTTP, and what it was upgraded to, have ended.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        await _started.Value;
        await _handOver.HandAsync(connection);
    }

    /// <summary>Ends it. After the connections have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(StopMax);
        if (_started.IsValueCreated) await _kestrel.StopAsync(now.Token);
        _kestrel.Dispose();
        await _services.DisposeAsync();
    }
}
