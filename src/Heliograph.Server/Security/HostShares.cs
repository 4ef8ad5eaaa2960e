namespace Heliograph.Server.Security;

/// <summary>Counts what each host holds, and each IPv6 network of 48 bits: neither may hold more than its share. One thread at a time.</summary>
/// <remarks>A network may hold four times as much as a host, and half of all at most, as one customer may have all its hosts.</remarks>
/// <param name="ofHostMax">The share of a host.</param>
/// <param name="allMax">What there is for all.</param>
internal sealed class HostShares(int ofHostMax, int allMax)
{
    private const int HostsOfNetwork = 4;

    private readonly Dictionary<Origin, int> _ofHosts = [];
    private readonly Dictionary<Origin, int> _ofNetworks = [];

    /// <summary>The share of a network.</summary>
    public int OfNetworkMax { get; } = (int)Math.Max(ofHostMax, Math.Min((long)HostsOfNetwork * ofHostMax, allMax / 2));

    /// <summary>Whether a host has a part of its share left, and its network, too.</summary>
    public bool HasRoomFor(Origin host) => FullOf(host) is null;

    /// <summary>The host or its network, whichever holds its share, and the share; null when neither does.</summary>
    public (Origin Who, int Share)? FullOf(Origin host)
    {
        if (_ofHosts.GetValueOrDefault(host) >= ofHostMax) return (host, ofHostMax);
        return IsFull(host.Network) ? (host.Network, OfNetworkMax) : null;
    }

    /// <summary>Whether a network holds its share.</summary>
    public bool IsFull(Origin network) => _ofNetworks.GetValueOrDefault(network) >= OfNetworkMax;

    public void Take(Origin host)
    {
        Add(_ofHosts, host, 1);
        Add(_ofNetworks, host.Network, 1);
    }

    public void GiveBack(Origin host)
    {
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
