using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Heliograph.Server.Admin.Sessions;

/// <summary>Who is logged in. Tokens are kept as hashes; all is forgotten when the server stops.</summary>
/// <remarks>At most <see cref="CountMax"/>, and <see cref="PerUserMax"/> of one user: the one that was used the longest time ago makes room.</remarks>
internal sealed class LoginSessions(TimeProvider time)
{
    public const int CountMax = 1_000;

    /// <summary>So that nobody ends the logins of others by many of their own.</summary>
    public const int PerUserMax = 50;

    /// <summary>A session ends when it is not used so long.</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(30);

    /// <summary>A session ends after this, used or not.</summary>
    public static readonly TimeSpan LifeMax = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, LoginSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Begins a session.</summary>
    /// <param name="userName">Who has proven to be it.</param>
    /// <param name="role">What they may do.</param>
    /// <param name="token">The secret for the cookie.</param>
    public LoginSession Begin(string userName, Role role, out string token)
    {
        MakeRoom(userName);
        token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var session = new LoginSession(userName, role, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24)), time.GetTimestamp());
        _sessions[KeyOf(token)] = session;
        return session;
    }

    /// <summary>The session of a cookie, which has now been used; null when there is none any more.</summary>
    public LoginSession? Find(string? token)
    {
        if (Peek(token) is not { } session) return null;
        session.UsedAt = time.GetTimestamp();
        return session;
    }

    /// <summary>Whether there still is a session of a cookie; that is no use of it.</summary>
    public bool IsOpen(string? token) => Peek(token) is not null;

    public void End(string? token)
    {
        if (!string.IsNullOrEmpty(token)) _sessions.TryRemove(KeyOf(token), out _);
    }

    /// <summary>Ends all sessions of a user, but for one that is spared.</summary>
    public void EndAllOf(string userName)
    {
        foreach (var (key, session) in _sessions)
        {
            if (session.UserName == userName && !session.IsSpared) _sessions.TryRemove(key, out _);
        }
    }

    /// <summary>When the session ends if it is not used again.</summary>
    public DateTimeOffset ExpiryOf(LoginSession session)
    {
        var idle = IdleMax - time.GetElapsedTime(session.UsedAt);
        var life = LifeMax - time.GetElapsedTime(session.BegunAt);
        return time.GetUtcNow() + (idle < life ? idle : life);
    }

    private LoginSession? Peek(string? token)
    {
        if (string.IsNullOrEmpty(token) || token.Length > 100) return null;
        var key = KeyOf(token);
        if (!_sessions.TryGetValue(key, out var session)) return null;
        if (!IsOver(session)) return session;
        _sessions.TryRemove(key, out _);
        return null;
    }

    private bool IsOver(LoginSession session) =>
        time.GetElapsedTime(session.UsedAt) >= IdleMax || time.GetElapsedTime(session.BegunAt) >= LifeMax;

    private void MakeRoom(string userName)
    {
        foreach (var (key, session) in _sessions)
        {
            if (IsOver(session)) _sessions.TryRemove(key, out _);
        }

        EndOldest(session => session.UserName == userName, PerUserMax);
        EndOldest(_ => true, CountMax);
    }

    // Until there is room for one more of those.
    private void EndOldest(Func<LoginSession, bool> isOfThem, int most)
    {
        var ofThem = _sessions.Where(pair => isOfThem(pair.Value)).OrderBy(pair => pair.Value.UsedAt).Select(pair => pair.Key).ToArray();
        foreach (var key in ofThem.SkipLast(most - 1)) _sessions.TryRemove(key, out _);
    }

    private static string KeyOf(string token) => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));
}
