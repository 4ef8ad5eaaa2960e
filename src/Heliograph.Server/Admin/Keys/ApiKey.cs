namespace Heliograph.Server.Admin.Keys;

/// <summary>A key of a program; its secret is known to the program alone.</summary>
/// <param name="Id">Names it in the API.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What it may do.</param>
/// <param name="CreatedAt">In UTC.</param>
/// <param name="CreatedBy">The user who made it.</param>
/// <param name="ExpiresAt">In UTC; null for never.</param>
/// <param name="Hash">SHA-256 of the secret, in hexadecimal.</param>
internal sealed record ApiKey(string Id, string Name, Role Role, DateTime CreatedAt, string CreatedBy, DateTime? ExpiresAt, string Hash)
{
    private long _lastUsedTicks;

    /// <summary>In UTC; null when it was not used yet.</summary>
    public DateTime? LastUsedAt
    {
        get => Volatile.Read(ref _lastUsedTicks) is > 0 and var ticks ? new(ticks, DateTimeKind.Utc) : null;
        set => Volatile.Write(ref _lastUsedTicks, value?.Ticks ?? 0);
    }

    public bool IsExpired(DateTime now) => ExpiresAt <= now;
}

/// <summary>A key that was revoked: remembered to say so to who still uses it.</summary>
internal sealed record RevokedKey(string Name, string Hash, DateTime At, string By);

/// <summary>All there is, as it is kept.</summary>
internal sealed record KeyFile(IReadOnlyList<ApiKey> Keys, IReadOnlyList<RevokedKey> Revoked);
