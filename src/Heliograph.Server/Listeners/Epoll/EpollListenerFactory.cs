using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Listeners.Epoll;

/// <summary>Listeners whose connections are served by loops over epoll: for Linux.</summary>
/// <param name="loops">The loops; dispose them after the listeners.</param>
/// <param name="backlog">Connections that may wait to be accepted.</param>
/// <param name="bind">Gives a bound socket.</param>
internal sealed class EpollListenerFactory(EpollLoops loops, int backlog, Func<EndPoint, Socket> bind) : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? socket = null;
        try
        {
            socket = bind(endpoint);
            socket.Listen(backlog);
            return new(new EpollListener(socket, loops));
        }
        catch (SocketException failure)
        {
            socket?.Dispose();
            if (failure.SocketErrorCode == SocketError.AddressAlreadyInUse) throw new AddressInUseException(failure.Message, failure);
            throw;
        }
    }

    private sealed class EpollListener(Socket socket, EpollLoops loops) : IConnectionListener
    {
        private static readonly TimeSpan ShortageWait = TimeSpan.FromMilliseconds(50);

        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                Socket accepted;
                try
                {
                    accepted = await socket.AcceptAsync(cancellationToken);
                }
                catch (ObjectDisposedException)
                {
                    return null;
                }
                catch (SocketException failure) when (failure.SocketErrorCode == SocketError.OperationAborted)
                {
                    return null;
                }
                catch (SocketException failure)
                {
                    // It has gone before it was accepted; or there are too many files, and fewer perhaps soon.
                    if (failure.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable) await Task.Delay(ShortageWait, cancellationToken);
                    continue;
                }

                if (Open(accepted) is { } connection) return connection;
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.Dispose();
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();

        private EpollConnection? Open(Socket accepted)
        {
            try
            {
                if (accepted.LocalEndPoint is IPEndPoint) accepted.NoDelay = true;
                var connection = new EpollConnection(accepted, loops.Next());
                connection.Start();
                return connection;
            }
            catch (Exception failure) when (failure is SocketException or IOException)
            {
                accepted.Dispose();
                return null;
            }
        }
    }
}
