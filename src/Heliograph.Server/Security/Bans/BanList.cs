using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Server.Files;

namespace Heliograph.Server.Security.Bans;

/// <summary>Who may not connect: kept in a file of the instance, looked up in memory. Any thread. Dispose to write how often they hit.</summary>
internal sealed class BanList : IDisposable
{
    /// <summary>Bans there can be; expired ones make room.</summary>
    public const int CountMax = 10_000;

    /// <summary>Those among them that the broker sets itself; the oldest of them gives way.</summary>
    public const int AutomaticMax = 1_000;

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
    /// <param name="whom">Whom.</param>
    /// <param name="createdBy">Who sets it.</param>
    /// <param name="life">How long; null for good.</param>
    /// <returns>Null when there are too many.</returns>
    public Ban? Add(BanOf whom, string createdBy, TimeSpan? life)
    {
        lock (_turn)
        {
            var draft = new BanDraft(All, Now);
            if (draft.Add(whom, createdBy, life, isAutomatic: false) is not { } added) return null;
            Save(draft.Bans);
            return added;
        }
    }

    /// <summary>Bans several by the broker's own decision, in one writing.</summary>
    /// <param name="whom">Whom.</param>
    /// <param name="createdBy">What decided it.</param>
    /// <param name="life">How long.</param>
    /// <param name="gaveWay">How many older ones of this kind gave way.</param>
    /// <returns>The ban of each, which may be one that a person set before; null where there was no room.</returns>
    public IReadOnlyList<Ban?> AddAutomatic(IReadOnlyList<BanOf> whom, string createdBy, TimeSpan life, out int gaveWay)
    {
        lock (_turn)
        {
            var draft = new BanDraft(All, Now);
            Ban?[] added = [.. whom.Select(one => draft.Add(one, createdBy, life, isAutomatic: true))];
            Save(draft.Bans);
            gaveWay = draft.GaveWay;
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

    /// <summary>The bans that concern somebody who is, or was, connected: of the client id, of the user, and the narrowest of the address.</summary>
    public IEnumerable<Ban> Of(Identity who)
    {
        var (index, now) = (_index, Now);
        Ban?[] found =
        [
            index.OfClientId(who.ClientId),
            who.UserName is { } user ? index.OfUser(user) : null,
            IPEndPoint.TryParse(who.Address, out var from) ? index.OfAddress(from.Address, now) : null,
        ];
        return found.OfType<Ban>().Where(ban => !ban.IsExpired(now));
    }

    /// <summary>Why a connection that there is may not be; null when no ban concerns it.</summary>
    public string? CauseFor(Identity who) => Of(who).FirstOrDefault()?.Cause;

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
