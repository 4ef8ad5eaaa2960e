using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Server.Admin;
using Heliograph.Server.Listeners.Gates;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Listeners.Proxies;

/// <summary>The proxies whose word is taken for who their clients are.</summary>
internal sealed class TrustedProxies(NameList names)
{
    /// <summary>Names whoever comes by the listener's Unix socket.</summary>
    public const string Unix = "unix";

    private readonly bool _hasUnix = names.Contains(Unix);
    private readonly NetworkList _networks = NetworkList.Among(names.Names);

    /// <summary>Whether a name can stand among them.</summary>
    public static bool IsName(string name) => name == Unix || AddressRange.TryParse(name, out _);

    /// <summary>Whether there are any.</summary>
    public bool Any => _hasUnix || !_networks.IsEmpty;

    /// <summary>Whether one of them is at the other end.</summary>
    public bool Contains(EndPoint? remote) => remote is IPEndPoint { Address: var address } ? Contains(address) : _hasUnix;

    public bool Contains(IPAddress address) => _networks.Contains(address);

    /// <summary>The client whom a proxy names.</summary>
    /// <param name="proxy">The peer before.</param>
    /// <param name="client">As the proxy says; null when it does not say.</param>
    /// <remarks>What is loopback to the proxy of another machine is not this machine, and the proxy's certificate is not the client's.</remarks>
    public static Peer ClientOf(Peer proxy, IPEndPoint? client) => client is null
        ? proxy with { IsLoopback = false, Certificate = null }
        : proxy with { Address = Peers.AddressText(client), IsLoopback = proxy.IsLoopback && IPAddress.IsLoopback(client.Address), Certificate = null };
}
