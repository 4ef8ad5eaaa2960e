using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Heliograph.Server.Files;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Admin.Keys;

/// <summary>The keys of programs: kept as hashes in a file of the instance, checked in memory. Any thread. Dispose to write last uses.</summary>
internal sealed partial class ApiKeys : IDisposable
{
    /// <summary>Keys there can be, expired ones included.</summary>
    public const int CountMax = 200;

    /// <summary>Every secret begins with it, so that people and scanners recognise one.</summary>
    public const string Prefix = "hgk_";

    private const int RevokedMax = 200, SecretBytes = 32, SecretCharsMax = 100;

    // A last use that is told a little late costs no write for each request.
    private static readonly TimeSpan UseWriteInterval = TimeSpan.FromMinutes(10);

    private readonly Lock _turn = new();
    private readonly StateFile<KeyFile> _file;
    private readonly TimeProvider _time;
    private volatile KeyFile _known;
    private long _savedAt;
    private bool _hasUnsavedUse;

    /// <param name="path">The file they are kept in; it need not exist.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Is told when the file is damaged: then no key of before is good.</param>
    public ApiKeys(string path, TimeProvider time, ILogger log)
    {
        _time = time;
        _file = new(path, "data/api-keys.json", KeyJson.Default.KeyFile);
        _known = _file.LoadOrSetAside(what => LogForgotten(log, what)) ?? new([], []);
        _savedAt = time.GetTimestamp();
    }

    public IReadOnlyList<ApiKey> All => _known.Keys;

    /// <summary>Makes a key.</summary>
    /// <param name="name">What people will call it; no other has it.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="createdBy">The user who makes it.</param>
    /// <param name="life">How long it is good; null for ever.</param>
    /// <param name="secret">What the program sends. It is nowhere else.</param>
    /// <returns>Null when there are too many.</returns>
    public ApiKey? Create(string name, Role role, string createdBy, TimeSpan? life, out string secret)
    {
        secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = Now;
        var key = new ApiKey(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), name, role, now, createdBy, now + life, HashOf(secret));
        lock (_turn)
        {
            if (_known.Keys.Count >= CountMax) return null;
            Save(_known with { Keys = [.. _known.Keys, key] });
        }

        return key;
    }

    /// <summary>Ends a key.</summary>
    /// <returns>The key as it was; null when there is none of that id.</returns>
    public ApiKey? Revoke(string id, string by)
    {
        lock (_turn)
        {
            if (_known.Keys.FirstOrDefault(key => key.Id == id) is not { } revoked) return null;
            var remembered = _known.Revoked.Append(new(revoked.Name, revoked.Hash, Now, by)).TakeLast(RevokedMax);
            Save(new([.. _known.Keys.Where(key => key != revoked)], [.. remembered]));
            return revoked;
        }
    }

    /// <summary>The key of a secret, which has now been used; otherwise null and why it is none.</summary>
    /// <remarks>The secret's hash is what is looked up: how long that takes tells nothing that leads to a secret.</remarks>
    public ApiKey? Find(string secret, out string fault)
    {
        fault = "the API key is unknown";
        if (secret.Length > SecretCharsMax) return null;
        var hash = HashOf(secret);
        var known = _known;
        if (known.Keys.FirstOrDefault(key => key.Hash == hash) is not { } found)
        {
            if (known.Revoked.FirstOrDefault(key => key.Hash == hash) is { } revoked)
                fault = $"the API key '{revoked.Name}' was revoked by {revoked.By} at {revoked.At:yyyy-MM-dd HH:mm:ss}Z";
            return null;
        }

        if (found.IsExpired(Now))
        {
            fault = $"the API key '{found.Name}' expired at {found.ExpiresAt:yyyy-MM-dd HH:mm:ss}Z";
            return null;
        }

        NoteUse(found);
        return found;
    }

    /// <summary>Whether a key still is good; that is no use of it.</summary>
    public bool IsInForce(ApiKey key) => _known.Keys.Contains(key) && !key.IsExpired(Now);

    public void Dispose()
    {
        lock (_turn)
        {
            if (_hasUnsavedUse) TrySaveUse();
        }
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    private void NoteUse(ApiKey key)
    {
        lock (_turn)
        {
            key.LastUsedAt = Now;
            _hasUnsavedUse = true;
            if (_time.GetElapsedTime(_savedAt) >= UseWriteInterval) TrySaveUse();
        }
    }

    // When somebody last used a key is not worth a refusal.
    private void TrySaveUse()
    {
        try
        {
            Save(_known);
        }
        catch (OperatorException)
        {
            _savedAt = _time.GetTimestamp(); // it is tried again with the next interval
        }
    }

    private void Save(KeyFile next)
    {
        _file.Save(next);
        _known = next;
        _hasUnsavedUse = false;
        _savedAt = _time.GetTimestamp();
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    [LoggerMessage(LogLevel.Error, "no API key of before is good: {What}. Mend it and put it back while the broker is stopped, or make keys anew")]
    private static partial void LogForgotten(ILogger log, string what);
}
