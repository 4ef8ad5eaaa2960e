using System.Security.Cryptography;

namespace Heliograph.Server.Security.Bans;

/// <summary>The bans as they are to be, within their bounds: where there are too many, the oldest that the broker set itself give way.</summary>
internal sealed class BanDraft
{
    private readonly OrderedDictionary<(BanKind, string), Ban> _bans = [];
    private readonly DateTime _now;
    private Tally _automatic;
    private Tally _others;

    /// <param name="bans">Those there are, in the order they were set.</param>
    /// <param name="now">In UTC.</param>
    public BanDraft(IEnumerable<Ban> bans, DateTime now)
    {
        _now = now;
        foreach (var ban in bans) Put(ban);
    }

    /// <summary>All of them, in the order they were set.</summary>
    public IReadOnlyList<Ban> Bans => [.. _bans.Values];

    /// <summary>How many gave way to others.</summary>
    public int GaveWay { get; private set; }

    /// <summary>Adds one. One of the same kind and value goes on counting; if a person set it, the broker leaves it as it is.</summary>
    /// <returns>The one in force; null when there is no room, and nothing has changed.</returns>
    public Ban? Add(BanOf whom, string createdBy, TimeSpan? life, bool isAutomatic)
    {
        var before = _bans.GetValueOrDefault((whom.Kind, whom.Value));
        if (isAutomatic && before is { IsAutomatic: false }) return before;
        var id = before?.Id ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        var added = new Ban(id, whom.Kind, whom.Value, whom.Reason, _now, createdBy, _now + life, isAutomatic) { Hits = before?.Hits ?? 0 };
        var standing = before is { IsAutomatic: false } ? _others.Without(before) : _others;
        if (!HasRoomFor(added, standing)) return null;
        if (before is not null) Take(before);
        while (!HasRoomFor(added, _others.With(_automatic)) || (isAutomatic && _automatic.Count >= BanList.AutomaticMax))
        {
            Take(_bans.Values.First(ban => ban.IsAutomatic));
            GaveWay++;
        }

        Put(added);
        return added;
    }

    private static bool HasRoomFor(Ban added, Tally there) => there.Count < BanList.CountMax && there.Chars + added.Chars <= BanList.TextCharsMax;

    private void Put(Ban ban)
    {
        if (!_bans.TryAdd((ban.Kind, ban.Value), ban)) return;
        if (ban.IsAutomatic) _automatic = _automatic.With(ban);
        else _others = _others.With(ban);
    }

    private void Take(Ban ban)
    {
        _bans.Remove((ban.Kind, ban.Value));
        if (ban.IsAutomatic) _automatic = _automatic.Without(ban);
        else _others = _others.Without(ban);
    }

    private readonly record struct Tally(int Count, long Chars)
    {
        public Tally With(Ban ban) => new(Count + 1, Chars + ban.Chars);

        public Tally With(Tally other) => new(Count + other.Count, Chars + other.Chars);

        public Tally Without(Ban ban) => new(Count - 1, Chars - ban.Chars);
    }
}

/// <summary>Whom to ban.</summary>
/// <param name="Kind">What it is recognised by.</param>
/// <param name="Value">Addresses in the form that <see cref="AddressRange"/> gives them.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct BanOf(BanKind Kind, string Value, string Reason);
