using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Heliograph.Server.Listeners.WebSockets;

/// <summary>
/// A WebSocket as a connection that carries bytes: frames may be cut anywhere, and carry several packets or a part of one
/// [MQTT-6.0.0-2]. Anything but binary frames ends it [MQTT-6.0.0-1].
/// </summary>
internal sealed class WebSocketTransport : ConnectionContext, IDuplexPipe
{
    /// <summary>How long a peer may take to answer that it closes, too.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(1);

    private const int ReadBytes = 4 * 1024;

    private readonly WebSocket _socket;
    private readonly Pipe _received = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Pipe _sent = new(new PipeOptions(useSynchronizationContext: false));
    private readonly CancellationTokenSource _closed = new();

    public WebSocketTransport(HttpContext http, WebSocket socket)
    {
        _socket = socket;
        ConnectionId = http.Connection.Id;
        ConnectionClosed = _closed.Token;
        LocalEndPoint = http.Connection.LocalIpAddress is { } local ? new IPEndPoint(local, http.Connection.LocalPort) : null;
        RemoteEndPoint = http.Connection.RemoteIpAddress is { } remote ? new IPEndPoint(remote, http.Connection.RemotePort) : null;
        Transport = this;
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _received.Reader;

    PipeWriter IDuplexPipe.Output => _sent.Writer;

    /// <summary>Carries bytes until the connection has been served.</summary>
    public async Task RunAsync(Func<ConnectionContext, Task> serve)
    {
        var (receiving, sending) = (ReceiveAsync(), SendAsync());
        try
        {
            await serve(this);
        }
        finally
        {
            await _sent.Writer.CompleteAsync();
            await sending;
            await receiving.WaitAsync(FarewellMax).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _socket.Abort();
            await _received.Reader.CompleteAsync(); // a reception that waits for room ends
            await receiving;
            await _closed.CancelAsync();
        }
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _socket.Abort();
        _sent.Reader.CancelPendingRead();
    }

    private async Task ReceiveAsync()
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var frame = await _socket.ReceiveAsync(_received.Writer.GetMemory(ReadBytes), CancellationToken.None);
                if (frame.MessageType == WebSocketMessageType.Close) break;
                if (frame.MessageType != WebSocketMessageType.Binary)
                {
                    failure = new ConnectionAbortedException("A WebSocket frame is not binary.");
                    break;
                }

                _received.Writer.Advance(frame.Count);
                if ((await _received.Writer.FlushAsync()).IsCompleted) break;
            }
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            failure = new ConnectionAbortedException(lost.Message, lost);
        }

        await _closed.CancelAsync();
        await _received.Writer.CompleteAsync(failure);
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var read = await _sent.Reader.ReadAsync();
                var left = read.Buffer.Length;
                foreach (var part in read.Buffer)
                {
                    left -= part.Length;
                    await _socket.SendAsync(part, WebSocketMessageType.Binary, endOfMessage: left == 0, CancellationToken.None);
                }

                _sent.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || _socket.State == WebSocketState.Aborted) break;
            }

            using var stop = new CancellationTokenSource(FarewellMax);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop.Token);
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The receiving side tells.
        }

        await _sent.Reader.CompleteAsync();
    }
}
