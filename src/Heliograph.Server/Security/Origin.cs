using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Security;

/// <summary>Where somebody comes from, as shares are counted: a host, or the network around it.</summary>
/// <param name="Range">Its addresses.</param>
/// <param name="Name">What has no IP address has a name.</param>
internal readonly record struct Origin(AddressRange Range, string Name)
{
    /// <summary>The host of an address.</summary>
    public static Origin Of(IPAddress address) => new(AddressRange.OfHost(address), "");

    /// <summary>The host of a peer.</summary>
    public static Origin Of(Peer peer) => IPAddress.TryParse(peer.Host, out var address) ? Of(address) : new(default, peer.Host);

    /// <summary>The network that one customer may have for itself: of IPv6 that of 48 bits; else the host alone.</summary>
    public Origin Network => this with { Range = Range.OfSite() };

    public override string ToString() => Name.Length > 0 ? Name : Range.ToString();
}
