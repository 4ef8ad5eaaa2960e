using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Listeners.Epoll;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Heliograph.Server.Listeners;

/// <summary>What carries the bytes of plain connections: loops over epoll on Linux, Kestrel's sockets elsewhere. Dispose after the listeners.</summary>
internal sealed class Transports : IDisposable
{
    /// <summary>Connections that may wait to be accepted.</summary>
    private const int Backlog = 4_096;

    private readonly EpollLoops? _loops = OperatingSystem.IsLinux() ? new() : null;

    /// <summary>The transport of a listener.</summary>
    public IConnectionListenerFactory For(ListenerOptions options, ILoggerFactory loggers)
    {
        var mode = (UnixFileMode)Convert.ToInt32(options.UnixSocketMode, 8);
        if (_loops is not null) return new EpollListenerFactory(_loops, Backlog, Bind);
        return new SocketTransportFactory(Options.Create(new SocketTransportOptions { Backlog = Backlog, CreateBoundListenSocket = Bind }), loggers);

        Socket Bind(EndPoint place) => options.IPv6Only ? BindIPv6(place) : UnixSocketFile.Bind(place, mode);
    }

    public void Dispose() => _loops?.Dispose();

    private static Socket BindIPv6(EndPoint place)
    {
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = false };
        socket.Bind(place);
        return socket;
    }
}
