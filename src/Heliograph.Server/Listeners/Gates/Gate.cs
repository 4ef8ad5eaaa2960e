using System.Net;
using Heliograph.Broker.Connections;
using Heliograph.Mqtt;
using Heliograph.Server.Listeners.Doors;
using Heliograph.Server.Listeners.Proxies;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Listeners.Gates;

/// <summary>Counts the network connections of one listener, and turns those away that are beyond its bounds, before a byte is read.</summary>
internal sealed class Gate(ListenerOptions options, GateCounts counts, TrustedProxies proxies, DoorContext context)
{
    private readonly ListenerLimits _limits = options.Limits;
    private readonly ConnectRate _rate = new();
    private readonly Seats _seats = options.Limits.Seats ?? new();
    private int _count;

    /// <summary>Connections that are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts a connection that came in. Whatever it says, <see cref="Leave"/> is to be called.</summary>
    /// <returns>Whether it may stay; if not it is counted and told.</returns>
    public bool TryEnter(ConnectionContext connection)
    {
        counts.OnAccepted();
        Interlocked.Increment(ref _count);
        var taken = _seats.Take();
        return (SpeaksForOthers(connection.RemoteEndPoint) || IsOpenTo(connection.RemoteEndPoint)) && HasRoom(connection.RemoteEndPoint, taken);
    }

    /// <summary>One that came in has ended.</summary>
    public void Leave()
    {
        _seats.Leave();
        Interlocked.Decrement(ref _count);
    }

    /// <summary>Whether the listener's networks let an address in; if not it is counted and told. What has no IP address is on this machine.</summary>
    public bool IsOpenTo(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address }) return true;
        if (_limits.Deny.Contains(address)) return Refuse(GateCause.Network, remote, ReasonCode.NotAuthorized, "its address is in deny");
        return _limits.Allow.IsEmpty || _limits.Allow.Contains(address)
            || Refuse(GateCause.Network, remote, ReasonCode.NotAuthorized, "its address is in no network of allow");
    }

    // Whom it speaks for is looked at when it has said so.
    private bool SpeaksForOthers(EndPoint? remote) => options.ProxyProtocol && proxies.Contains(remote);

    private bool HasRoom(EndPoint? remote, int taken)
    {
        var (connectionsMax, perSecond) = (_limits.ConnectionsMax, _limits.ConnectsPerSecondMax);
        if (connectionsMax > 0 && taken > connectionsMax)
            return Refuse(GateCause.ConnectionsMax, remote, ReasonCode.ServerBusy, $"there are connections_max = {connectionsMax} already");
        return perSecond == 0 || _rate.TryTake(context.Now(), perSecond)
            || Refuse(GateCause.ConnectRate, remote, ReasonCode.ConnectionRateExceeded, $"more than connects_per_second_max = {perSecond}");
    }

    private bool Refuse(GateCause cause, EndPoint? remote, ReasonCode code, string words)
    {
        counts.OnRefused(cause);
        context.OnRefused(Peers.AddressText(remote), code, $"listener '{options.Name}': {words}");
        return false;
    }
}
