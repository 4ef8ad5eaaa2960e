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
}
