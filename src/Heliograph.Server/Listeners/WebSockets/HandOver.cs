using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Heliograph.Server.Listeners.WebSockets;

/// <summary>A transport for Kestrel that binds nothing: its connections are those that are handed to it.</summary>
internal sealed class HandOver : IConnectionListenerFactory, IConnectionListener
{
    // Kestrel takes each at once: there is hardly ever one that waits.
    private const int WaitingMax = 1_024;

    private readonly Channel<ConnectionContext> _handed = Channel.CreateBounded<ConnectionContext>(WaitingMax);

    public EndPoint EndPoint { get; private set; } = new IPEndPoint(IPAddress.Loopback, 0);

    /// <summary>Hands a connection over until Kestrel has done with it. It is not closed then.</summary>
    public async Task HandAsync(ConnectionContext connection)
    {
        var handed = new HandedConnection(connection);
        try
        {
            await _handed.Writer.WriteAsync(handed);
        }
        catch (ChannelClosedException)
        {
            return; // the listener is being closed
        }

        await handed.Done;
    }

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return new(this);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _handed.Reader.WaitToReadAsync(cancellationToken))
            if (_handed.Reader.TryRead(out var connection)) return connection;
        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _handed.Writer.TryComplete();
        return default;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    /// <summary>Kestrel's view of a connection that others close.</summary>
    private sealed class HandedConnection : ConnectionContext
    {
        private readonly ConnectionContext _inner;
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HandedConnection(ConnectionContext inner)
        {
            _inner = inner;
            (ConnectionId, Features, Items, Transport) = (inner.ConnectionId, inner.Features, inner.Items, inner.Transport);
            (ConnectionClosed, LocalEndPoint, RemoteEndPoint) = (inner.ConnectionClosed, inner.LocalEndPoint, inner.RemoteEndPoint);
        }

        /// <summary>Ends when Kestrel has done with it.</summary>
        public Task Done => _done.Task;

        public override string ConnectionId { get; set; }

        public override IFeatureCollection Features { get; }

        public override IDictionary<object, object?> Items { get; set; }

        public override IDuplexPipe Transport { get; set; }

        public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

        public override void Abort() => _inner.Abort();

        public override ValueTask DisposeAsync()
        {
            _done.TrySetResult();
            return base.DisposeAsync();
        }
    }
}
