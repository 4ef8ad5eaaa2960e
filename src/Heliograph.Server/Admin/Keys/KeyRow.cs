namespace Heliograph.Server.Admin.Keys;

/// <summary>One key in a list.</summary>
internal sealed record KeyRow(
    string Id, string Name, string Role, DateTime CreatedAt, string CreatedBy, DateTime? ExpiresAt, DateTime? LastUsedAt, bool IsExpired)
{
    public static KeyRow Of(ApiKey key, DateTime now) => new(
        key.Id, key.Name, key.Role.ToString().ToLowerInvariant(), key.CreatedAt, key.CreatedBy, key.ExpiresAt, key.LastUsedAt, key.IsExpired(now));
}

/// <summary>What key to make.</summary>
internal sealed record KeyOrder(string Name, string Role, int? ExpiresInDays = null);

/// <summary>A new key, and its secret this once.</summary>
internal sealed record KeyCreated(KeyRow Key, string Secret);
