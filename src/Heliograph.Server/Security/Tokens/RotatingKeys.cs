using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Heliograph.Server.Security.Tokens;

/// <summary>The keys of an issuer, fetched anew as time passes and when a token names one that is not known. Used by many threads.</summary>
/// <remarks>
/// Bounded: one fetch at a time, and one in <see cref="FetchPauseMin"/> whatever tokens name. While the issuer cannot be reached
/// or says what is no key set, the keys that were known stay in force.
/// </remarks>
/// <param name="fetch">Brings the text of the key set; throws when it cannot.</param>
/// <param name="refresh">Time after which it is fetched anew.</param>
/// <param name="source">Where it is, for people.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Told when the keys change, and when they cannot be had.</param>
internal sealed partial class RotatingKeys(
    Func<CancellationToken, Task<string>> fetch, TimeSpan refresh, string source, TimeProvider time, ILogger log) : ITokenKeys
{
    /// <summary>The least time between two fetches.</summary>
    public static readonly TimeSpan FetchPauseMin = TimeSpan.FromSeconds(5);

    /// <summary>The longest time that a fetch may take.</summary>
    public static readonly TimeSpan FetchTimeMax = TimeSpan.FromSeconds(5);

    private readonly Lock _turn = new();
    private volatile KeySet? _known;
    private Task? _fetching;
    private long? _fetchedAt;
    private string _failure = "";

    public async ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId, CancellationToken stop)
    {
        var known = _known;
        if (known?.Of(keyId) is { Count: > 0 } found)
        {
            _ = FetchIfOlderThan(refresh); // nobody waits for it
            return found;
        }

        if (FetchIfOlderThan(FetchPauseMin) is { } fetching) await fetching.WaitAsync(stop);
        return _known?.Of(keyId) ?? throw new TokenKeysException($"the keys of {source} cannot be had: {_failure}");
    }

    // The fetch that runs, a new one if the last is older than that, or null.
    private Task? FetchIfOlderThan(TimeSpan age)
    {
        lock (_turn)
        {
            if (_fetching is { IsCompleted: false } running) return running;
            if (_fetchedAt is { } at && time.GetElapsedTime(at) < age) return null;
            _fetchedAt = time.GetTimestamp();
            return _fetching = Task.Run(FetchAsync);
        }
    }

    private async Task FetchAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(FetchTimeMax, time);
            var text = await fetch(patience.Token).WaitAsync(patience.Token);
            var set = KeySet.TryRead(text) ?? throw new FormatException("what came is no JSON Web Key Set");
            if (set.Keys.Count == 0) throw new FormatException("it holds no public key for signatures");
            if (_known is not { } before || !before.Keys.Select(key => key.KeyId).SequenceEqual(set.Keys.Select(key => key.KeyId)))
                LogKeys(source, string.Join(", ", set.Keys.Select(key => $"'{key.KeyId}'")));
            _known = set;
        }
        catch (Exception failure) // whatever goes wrong over there: the keys that are known stay
        {
            _failure = failure is OperationCanceledException ? $"no answer within {FetchTimeMax.TotalSeconds} s" : failure.Message;
            LogFailure(source, _failure, _known is null ? "tokens cannot be checked" : "the keys known before stay in force");
        }
    }

    [LoggerMessage(LogLevel.Information, "tokens are checked with the keys {Keys} of {Source}")]
    private partial void LogKeys(string source, string keys);

    [LoggerMessage(LogLevel.Warning, "the keys of {Source} cannot be had: {Failure}; {Consequence}")]
    private partial void LogFailure(string source, string failure, string consequence);
}
