using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Server.Listeners.Doors;
using Heliograph.Server.Listeners.Gates;
using Heliograph.Server.Listeners.Proxies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebSockets;

namespace Heliograph.Server.Listeners.WebSockets;

/// <summary>Lets WebSocket handshakes in and serves what they become; other HTTP requests are told what is spoken here.</summary>
internal sealed class WebSocketDoor : IHttpApplication<HttpContext>
{
    // The first is the standard's [MQTT-6.0.0-3], the other what MQTT 3.1 clients asked for.
    private static readonly string[] SubProtocols = ["mqtt", "mqttv3.1"];

    private readonly ListenerOptions _options;
    private readonly TrustedProxies _proxies;
    private readonly Gate _gate;
    private readonly DoorContext _context;
    private readonly WebSocketMiddleware _webSockets;

    /// <param name="options">Path and origins.</param>
    /// <param name="proxies">Who speaks for others.</param>
    /// <param name="gate">Whom the listener's networks let in.</param>
    /// <param name="context">Who serves, and what holds for all.</param>
    public WebSocketDoor(ListenerOptions options, TrustedProxies proxies, Gate gate, DoorContext context)
    {
        (_options, _proxies, _gate, _context) = (options, proxies, gate, context);
        _webSockets = new(AnswerAsync, Microsoft.Extensions.Options.Options.Create(Options), context.Loggers);
    }

    /// <summary>MQTT has a keep alive of its own.</summary>
    public static WebSocketOptions Options { get; } = new() { KeepAliveInterval = TimeSpan.Zero };

    /// <summary>The sub-protocol to answer with [MQTT-6.0.0-4]; null when none of ours was asked for.</summary>
    public static string? SubProtocolOf(IEnumerable<string> asked) => asked.FirstOrDefault(SubProtocols.Contains);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => _webSockets.Invoke(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (!TryIntroduce(http, out var client))
            await RefuseAsync(http, StatusCodes.Status400BadRequest, $"{ForwardedFor.Header} holds what is no address");
        else if (_context.IsShutTo(client))
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "Banned");
        else if (!_gate.IsOpenTo(client))
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "This address may not connect here");
        else if (_options.WebSocketPath.Length > 0 && http.Request.Path != _options.WebSocketPath)
            await RefuseAsync(http, StatusCodes.Status404NotFound, $"MQTT over WebSocket is at {_options.WebSocketPath}");
        else if (!http.WebSockets.IsWebSocketRequest)
            await RefuseAsync(http, StatusCodes.Status426UpgradeRequired, "This port speaks MQTT over WebSocket; the console is at another one");
        else if (SubProtocolOf(http.WebSockets.WebSocketRequestedProtocols) is not { } subProtocol)
            await RefuseAsync(http, StatusCodes.Status400BadRequest, "Ask for the sub-protocol mqtt [MQTT-6.0.0-3]");
        else if (origin.Length > 0 && _options.WebSocketOrigins.Names.Count > 0 && !_options.WebSocketOrigins.Contains(origin))
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "Pages of this origin may not connect; see websocket_origins");
        else
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync(subProtocol);
            await new WebSocketTransport(http, socket).RunAsync(_context.Serve);
        }
    }

    // A proxy that is trusted says for whom it asks. False when it says what cannot be read.
    private bool TryIntroduce(HttpContext http, out IPEndPoint? client)
    {
        client = null;
        if (_options.ProxyProtocol) return true; // it was said there, and who is behind that may say anything here
        var connection = http.Connection;
        var isProxy = connection.RemoteIpAddress is { } remote ? _proxies.Contains(remote) : _proxies.Contains((EndPoint?)null);
        if (!isProxy) return true;
        if (!ForwardedFor.TryRead(http.Request.Headers[ForwardedFor.Header], _proxies, out client)) return false;
        http.Features.Set(TrustedProxies.ClientOf(http.Features.Get<Peer>() ?? Peer.None, client));
        if (client is not null) (connection.RemoteIpAddress, connection.RemotePort) = (client.Address, client.Port);
        return true;
    }

    private static Task RefuseAsync(HttpContext http, int status, string cause)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.Connection = "close"; // or one request after the other would keep a connection that is no client's
        if (status == StatusCodes.Status426UpgradeRequired) http.Response.Headers.Upgrade = "websocket";
        return http.Response.WriteAsync(cause + "\n", http.RequestAborted);
    }
}
