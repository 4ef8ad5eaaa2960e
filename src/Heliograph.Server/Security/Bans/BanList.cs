using System.Net;
using System.Security.Cryptography;
using Heliograph.Server.Files;

namespace Heliograph.Server.Security.Bans;

/// <summary>Who may not connect: kept in a file of the instance, looked up in memory. Any thread. Dispose to write how often they hit.</summary>
internal sealed class BanList : IDisposable
{
    /// <summary>Bans there can be; expired ones make room.</summary>
    public const int CountMax = 10_000;

    /// <summary>Characters of all their values and reasons.</summary>
    public const int TextCharsMax = 4_000_000;

    private readonly Lock _turn = new();
    private readonly StateFile<BanFile> _file;
    private readonly TimeProvider _time;
    private volatile BanIndex _index;
    private volatile bool _hasUnsavedHits;

    /// <param name="path">The file they are kept in; it need not exist.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="OperatorException">The file is damaged.</exception>
    public BanList(string path, TimeProvider time)
    {
        _time = time;
        _file = new(path, "data/bans.json", BanJson.Default.BanFile);
        _index = new(_file.Load()?.Bans ?? []);
    }

    /// <summary>Those that have not expired, in the order they were set.</summary>
    public IEnumerable<Ban> All
    {
        get
        {
            var now = Now;
            return _index.Bans.Where(ban => !ban.IsExpired(now));
        }
    }

    /// <summary>Bans somebody. One of the same kind and value takes the place of the one before and goes on counting.</summary>
    /// <param name="kind">What it is recognised by.</param>
    /// <param name="value">Addresses in the form that <see cref="AddressRange"/> gives them.</param>
    /// <param name="reason">Why.</param>
    /// <param name="createdBy">Who sets it.</param>
    /// <param name="life">How long; null for good.</param>
    /// <returns>Null when there are too many.</returns>
    public Ban? Add(BanKind kind, string value, string reason, string createdBy, TimeSpan? life)
    {
        lock (_turn)
        {
            var now = Now;
            var before = All.FirstOrDefault(ban => ban.Kind == kind && ban.Value == value);
            var others = All.Where(ban => ban != before).ToArray();
            var id = before?.Id ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
            var added = new Ban(id, kind, value, reason, now, createdBy, now + life) { Hits = before?.Hits ?? 0 };
            if (others.Length >= CountMax || others.Append(added).Sum(CharsOf) > TextCharsMax) return null;
            Save([.. others, added]);
            return added;
        }
    }

    /// <summary>Lifts a ban.</summary>
    /// <returns>The ban as it was; null when there is none of that id.</returns>
    public Ban? Remove(string id)
    {
        lock (_turn)
        {
            if (All.FirstOrDefault(ban => ban.Id == id) is not { } removed) return null;
            Save([.. All.Where(ban => ban != removed)]);
            return removed;
        }
    }

    /// <summary>The ban that keeps an address out, which has hit now; null when none does.</summary>
    public Ban? HitAddress(IPAddress address) => _index is { Bans.Count: > 0 } index ? Hit(index.OfAddress(address, Now)) : null;

    /// <summary>The same for a client id.</summary>
    public Ban? HitClientId(string clientId) => Hit(_index.OfClientId(clientId));

    /// <summary>The same for a user name; without one there is no ban.</summary>
    public Ban? HitUser(string? userName) => userName is null ? null : Hit(_index.OfUser(userName));

    public void Dispose()
    {
        lock (_turn)
        {
            if (!_hasUnsavedHits) return;
            try
            {
                Save([.. All]);
            }
            catch (OperatorException)
            {
                // How often they hit is not worth a failure.
            }
        }
    }

    private static long CharsOf(Ban ban) => ban.Value.Length + ban.Reason.Length + ban.CreatedBy.Length;

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    private Ban? Hit(Ban? ban)
    {
        if (ban is null || ban.IsExpired(Now)) return null;
        ban.Hit();
        _hasUnsavedHits = true;
        return ban;
    }

    private void Save(IReadOnlyList<Ban> bans)
    {
        _hasUnsavedHits = false;
        _file.Save(new(bans));
        _index = new(bans);
    }
}
