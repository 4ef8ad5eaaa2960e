using System.Net;

namespace Heliograph.Server.Security.Bans;

/// <summary>Finds the ban that concerns somebody. Immutable; a look costs a look-up for each length of ranges that is in use.</summary>
internal sealed class BanIndex
{
    private readonly Dictionary<string, Ban> _clientIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Ban> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<AddressRange, Ban> _ranges = [];
    private readonly int[] _lengths;

    public BanIndex(IReadOnlyList<Ban> bans)
    {
        Bans = bans;
        foreach (var ban in bans)
        {
            if (ban.Kind == BanKind.ClientId) _clientIds[ban.Value] = ban;
            else if (ban.Kind == BanKind.User) _users[ban.Value] = ban;
            else if (AddressRange.TryParse(ban.Value, out var range)) _ranges[range] = ban;
        }

        _lengths = [.. _ranges.Keys.Select(range => range.PrefixLength).Distinct().OrderDescending()];
    }

    /// <summary>All of them, in the order they were set.</summary>
    public IReadOnlyList<Ban> Bans { get; }

    public Ban? OfClientId(string clientId) => _clientIds.GetValueOrDefault(clientId);

    public Ban? OfUser(string userName) => _users.GetValueOrDefault(userName);

    /// <summary>The narrowest ban of an address that has not expired.</summary>
    public Ban? OfAddress(IPAddress address, DateTime now)
    {
        foreach (var length in _lengths)
        {
            if (_ranges.TryGetValue(AddressRange.Of(address, length), out var ban) && !ban.IsExpired(now)) return ban;
        }

        return null;
    }
}
