using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners.WebSockets;

/// <summary>Lets WebSocket handshakes in and serves what they become; other HTTP requests are told what is spoken here.</summary>
internal sealed class WebSocketDoor : IHttpApplication<HttpContext>
{
    // The first is the standard's [MQTT-6.0.0-3], the other what MQTT 3.1 clients asked for.
    private static readonly string[] SubProtocols = ["mqtt", "mqttv3.1"];

    private readonly ListenerOptions _options;
    private readonly Func<ConnectionContext, Task> _serve;
    private readonly WebSocketMiddleware _webSockets;

    /// <param name="options">Path and origins.</param>
    /// <param name="serve">Serves a connection of MQTT.</param>
    /// <param name="loggers">For the handshake.</param>
    public WebSocketDoor(ListenerOptions options, Func<ConnectionContext, Task> serve, ILoggerFactory loggers)
    {
        (_options, _serve) = (options, serve);
        _webSockets = new(AnswerAsync, Microsoft.Extensions.Options.Options.Create(Options), loggers);
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
        if (_options.WebSocketPath.Length > 0 && http.Request.Path != _options.WebSocketPath)
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
            await new WebSocketTransport(http, socket).RunAsync(_serve);
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, string cause)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        if (status == StatusCodes.Status426UpgradeRequired) http.Response.Headers.Upgrade = "websocket";
        return http.Response.WriteAsync(cause + "\n", http.RequestAborted);
    }
}
