namespace Heliograph.Server.Security;

/// <summary>Counts what each host holds, and each IPv6 network of 48 bits: neither may hold more than its share. One thread at a time.</summary>
/// <remarks>
/// A share of what is free (Choudhury and Hahne, "Dynamic queue length thresholds", 1998) leaves some for the next host, however
/// many have taken theirs: a quarter for a host, which is a fifth of all when it is alone, and half for a network. A fixed share is four
/// times as large for a network, and half of all at most, as one customer may have all its hosts.
/// </remarks>
/// <param name="allMax">What there is for all.</param>
/// <param name="ofHostMax">The fixed share of a host; null for a quarter of what is free.</param>
internal sealed class HostShares(int allMax, int? ofHostMax = null)
{
    private const int HostsOfNetwork = 4, HostPart = 4, NetworkPart = 2;

    private readonly Dictionary<Origin, int> _ofHosts = [];
    private readonly Dictionary<Origin, int> _ofNetworks = [];
    private int _taken;

    private int OfHostMax => ofHostMax ?? Math.Max(1, (allMax - _taken) / HostPart);

    private int OfNetworkMax => ofHostMax is { } most
        ? (int)Math.Max(most, Math.Min((long)HostsOfNetwork * most, allMax / 2))
        : Math.Max(1, (allMax - _taken) / NetworkPart);

    /// <summary>Whether a host has a part of its share left, and its network, too.</summary>
    public bool HasRoomFor(Origin host) => FullOf(host) is null;

    /// <summary>The host or its network, whichever holds its share, and the share; null when neither does.</summary>
    public (Origin Who, int Share)? FullOf(Origin host)
    {
        if (_ofHosts.GetValueOrDefault(host) >= OfHostMax) return (host, OfHostMax);
        return IsFull(host.Network) ? (host.Network, OfNetworkMax) : null;
    }

    /// <summary>Whether a network holds its share.</summary>
    public bool IsFull(Origin network) => _ofNetworks.GetValueOrDefault(network) >= OfNetworkMax;

    public void Take(Origin host)
    {
        _taken++;
        Add(_ofHosts, host, 1);
        Add(_ofNetworks, host.Network, 1);
    }

    public void GiveBack(Origin host)
    {
        _taken--;
        Add(_ofHosts, host, -1);
        Add(_ofNetworks, host.Network, -1);
    }

    private static void Add(Dictionary<Origin, int> held, Origin who, int change)
    {
        var count = held.GetValueOrDefault(who) + change;
        if (count == 0) held.Remove(who);
        else held[who] = count;
    }
}
