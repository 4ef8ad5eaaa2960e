using System.Net;
using System.Net.Sockets;
using Heliograph.Broker.Access;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Listeners;

/// <summary>Who is at the other end of a connection. Each layer of it may know more and says so by a feature of type <see cref="Peer"/>.</summary>
internal static class Peers
{
    /// <summary>As the connection's layers say; without any, as its end points do.</summary>
    public static Peer Of(ConnectionContext connection) => connection.Features.Get<Peer>() ?? Of(connection.RemoteEndPoint, listener: "");

    /// <summary>Of a connection that has just come in by a listener.</summary>
    /// <remarks>Who comes by a Unix socket is on this machine and was let in by the rights of a file.</remarks>
    public static Peer Of(ConnectionContext connection, ListenerOptions listener) => listener.UnixSocket.Length > 0
        ? new(AddressText(new UnixDomainSocketEndPoint(listener.UnixSocket)), IsLoopback: true) { Listener = listener.Name, Policy = listener.Policy?.Now }
        : Of(connection.RemoteEndPoint, listener.Name) with { Policy = listener.Policy?.Now };

    /// <summary>As an end point says.</summary>
    public static Peer Of(EndPoint? remote, string listener) =>
        new(AddressText(remote), remote is not IPEndPoint { Address: var address } || IPAddress.IsLoopback(address)) { Listener = listener };

    /// <summary>A remote address as people know it.</summary>
    public static string AddressText(EndPoint? remote) => remote switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => $"{mapped.Address.MapToIPv4()}:{mapped.Port}",
        UnixDomainSocketEndPoint file => $"unix:{file}",
        null => "unknown",
        _ => remote.ToString() ?? "unknown",
    };
}
