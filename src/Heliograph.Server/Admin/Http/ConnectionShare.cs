using System.Collections.Concurrent;
using System.Net;
using Heliograph.Server.Security.Bans;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Admin.Http;

/// <summary>Leaves one host a part of a port's connections only, so that nobody keeps everybody else out by holding them and saying nothing.</summary>
internal sealed class ConnectionShare
{
    /// <summary>Connections of one address; of IPv6 all count as one that a host can choose from.</summary>
    public const int PerHostMax = 500;

    private readonly ConcurrentDictionary<AddressRange, int> _counts = new();

    /// <summary>Serves a connection, or ends it when its host has its share.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var host = HostOf(connection.RemoteEndPoint);
        try
        {
            if (_counts.AddOrUpdate(host, 1, (_, count) => count + 1) <= PerHostMax) await next(connection);
            else connection.Abort();
        }
        finally
        {
            Leave(host);
        }
    }

    private void Leave(AddressRange host)
    {
        while (_counts.TryGetValue(host, out var count))
        {
            if (count > 1 ? _counts.TryUpdate(host, count - 1, count) : _counts.TryRemove(new(host, count))) return;
        }
    }

    private static AddressRange HostOf(EndPoint? remote) => remote is IPEndPoint { Address: var address } ? AddressRange.OfHost(address) : default;
}
