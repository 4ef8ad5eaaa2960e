using Heliograph.Server.Admin.Http;
using Heliograph.Server.Listeners.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Admin.Messages;

/// <summary>MQTT over WebSocket for the console's own pages, as the user who is logged in.</summary>
internal sealed class MessageRoutes(AdminContext context)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/mqtt", "MQTT over WebSocket, as the user who is logged in.", ServeAsync) with { NeedsLogin = true },
    ];

    private async Task ServeAsync(AdminCall call)
    {
        CheckOrigin(call);
        if (!call.Http.WebSockets.IsWebSocketRequest)
            throw new ProblemException(426, "Not a WebSocket", "only WebSocket connections are served here") { Remedy = "Connect with ws:// or wss:// and the sub-protocol mqtt" };
        if (WebSocketDoor.SubProtocolOf(call.Http.WebSockets.WebSocketRequestedProtocols) is not { } subProtocol)
            throw new ProblemException(400, "Not MQTT", "the sub-protocol mqtt was not asked for") { Field = "Sec-WebSocket-Protocol", Remedy = "Ask for mqtt" };
        using var socket = await call.Http.WebSockets.AcceptWebSocketAsync(subProtocol);
        var transport = new WebSocketTransport(call.Http, socket);
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(call.Caller!.IsOpen, transport, over.Token);
        var authenticator = new LoginAuthenticator(call.Session!.UserName);
        await transport.RunAsync(connection => context.Server.ServeAsync(connection, authenticator));
        await over.CancelAsync();
        await watching;
    }

    // Of pages, only the console's own may use the cookie of whoever is logged in. Programs send no Origin.
    private static void CheckOrigin(AdminCall call)
    {
        var (request, origin) = (call.Http.Request, call.Http.Request.Headers.Origin.ToString());
        if (origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(403, "Not from the console", "a page of another site asked for a connection") { Field = "Origin", Value = origin };
    }

    // The connection ends with the login.
    private async Task WatchAsync(Func<bool> isOpen, WebSocketTransport transport, CancellationToken over)
    {
        using var timer = new PeriodicTimer(LookInterval, context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                if (isOpen()) continue;
                transport.Abort(new ConnectionAbortedException("The login at the console has ended."));
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ended first.
        }
    }
}
