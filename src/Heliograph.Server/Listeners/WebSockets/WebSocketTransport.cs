using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using Heliograph.Broker.Access;
using Heliograph.Server.Listeners.Epoll;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Heliograph.Server.Listeners.WebSockets;

/// <summary>
/// A WebSocket as a connection that carries bytes: frames may be cut anywhere, and carry several packets or a part of one
/// [MQTT-6.0.0-2]. Anything but binary frames ends it [MQTT-6.0.0-1].
/// </summary>
internal sealed class WebSocketTransport : PumpedTransport
{
    private readonly WebSocket _socket;
    private volatile WebSocketCloseStatus _goodbye = WebSocketCloseStatus.NormalClosure;

    public WebSocketTransport(HttpContext http, WebSocket socket)
        : base(http.Connection.Id, new FeatureCollection())
    {
        _socket = socket;
        LocalEndPoint = http.Connection.LocalIpAddress is { } local ? new IPEndPoint(local, http.Connection.LocalPort) : null;
        RemoteEndPoint = http.Connection.RemoteIpAddress is { } remote ? new IPEndPoint(remote, http.Connection.RemotePort) : null;
        var peer = http.Features.Get<Peer>() ?? Peers.Of(RemoteEndPoint, listener: "");
        Features.Set(http.Features.Get<ILoopFeature>()); // who carries it is to know when the client has been let in
        Features.Set(peer with { IsLoopback = peer.IsLoopback && !IsFromForeignPage(http.Request) });
    }

    // A browser on this machine is no proof that somebody here wanted the connection: a page of another machine's may have opened it.
    private static bool IsFromForeignPage(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.IsLoopback);

    protected override async ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        while (true)
        {
            var frame = await _socket.ReceiveAsync(into, CancellationToken.None);
            if (frame.MessageType == WebSocketMessageType.Close) return 0;
            if (frame.MessageType != WebSocketMessageType.Binary)
            {
                _goodbye = WebSocketCloseStatus.InvalidMessageType;
                throw new ConnectionAbortedException("a WebSocket frame is not binary [MQTT-6.0.0-1]");
            }

            if (frame.Count > 0) return frame.Count; // an empty frame says nothing
        }
    }

    protected override async ValueTask SendAsync(ReadOnlySequence<byte> bytes)
    {
        var left = bytes.Length;
        foreach (var part in bytes)
        {
            left -= part.Length;
            await _socket.SendAsync(part, WebSocketMessageType.Binary, endOfMessage: left == 0, CancellationToken.None);
        }
    }

    protected override Task SayGoodbyeAsync(CancellationToken stop) => _socket.CloseOutputAsync(_goodbye, null, stop);

    protected override void Cut() => _socket.Abort();
}
