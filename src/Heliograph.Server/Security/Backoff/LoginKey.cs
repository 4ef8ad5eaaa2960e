using System.Net;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Security.Backoff;

/// <summary>Whose wrong logins are counted together: those of an address, or those that name a user.</summary>
/// <param name="IsUser">Whether it is a user.</param>
/// <param name="Name">The user, or the address.</param>
internal readonly record struct LoginKey(bool IsUser, string Name)
{
    private const int NameCharsMax = 200;

    /// <summary>An address without its port. An IPv6 host has a whole network of addresses to come from: it counts by that.</summary>
    public static LoginKey OfAddress(IPAddress address) => new(false, AddressRange.OfHost(address).ToString());

    /// <summary>The same of an address as people write it.</summary>
    public static LoginKey OfAddress(string address) => IPAddress.TryParse(address, out var ip) ? OfAddress(ip) : new(false, Shorten(address));

    /// <summary>A user name, known or not.</summary>
    public static LoginKey OfUser(string userName) => new(true, Shorten(userName));

    public override string ToString() => IsUser ? $"user '{Name}'" : Name;

    private static string Shorten(string name) => name.Length > NameCharsMax ? name[..NameCharsMax] : name;
}
