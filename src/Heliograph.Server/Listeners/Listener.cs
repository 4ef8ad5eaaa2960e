using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners;

/// <summary>One bound address. A Kestrel server of its own, so that it starts, fails and stops by itself.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly ServiceProvider _services;
    private readonly ListenOptions _listen;

    private Listener(KestrelServer kestrel, ServiceProvider services, ListenOptions listen, ListenerOptions options)
    {
        _kestrel = kestrel;
        _services = services;
        _listen = listen;
        Options = options;
    }

    public ListenerOptions Options { get; }

    /// <summary>The address that was bound, with the port that was chosen for port 0.</summary>
    public IPEndPoint EndPoint => _listen.IPEndPoint!;

    /// <summary>Binds the address and starts to accept.</summary>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<Listener> StartAsync(
        ListenerOptions options, Func<ConnectionContext, Task> serve, ILoggerFactory loggers, CancellationToken stop)
    {
        var services = new ServiceCollection().AddSingleton(loggers).AddLogging().BuildServiceProvider();
        var kestrelOptions = new KestrelServerOptions { ApplicationServices = services };
        ListenOptions? listen = null;
        kestrelOptions.Listen(IPAddress.Parse(options.Address), options.Port, chosen =>
        {
            listen = chosen;
            chosen.Run(serve);
        });
        var transport = new SocketTransportFactory(
            Microsoft.Extensions.Options.Options.Create(new SocketTransportOptions { Backlog = 4096 }), loggers);
        var kestrel = new KestrelServer(Microsoft.Extensions.Options.Options.Create(kestrelOptions), transport, loggers);
        try
        {
            await kestrel.StartAsync(new NoHttp(), stop);
            return new(kestrel, services, listen!, options);
        }
        catch
        {
            kestrel.Dispose();
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops accepting and cuts what is still connected.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _kestrel.StopAsync(now.Token);
        _kestrel.Dispose();
        await _services.DisposeAsync();
    }

    // Kestrel wants an HTTP application; this port speaks none.
    private sealed class NoHttp : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public Task ProcessRequestAsync(IFeatureCollection context) => Task.CompletedTask;

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
        }
    }
}
