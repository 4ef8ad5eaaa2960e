using Heliograph.Broker.Access;

namespace Heliograph.Broker.Connections;

/// <summary>Says which refused connections are worth an event: a flood of them must not flood history, log and disk. Any thread.</summary>
/// <remarks>
/// Counters count them all. Bounded: of more addresses than <see cref="WatchedMax"/> within <see cref="Window"/> the further ones
/// have the bound of all only.
/// </remarks>
internal sealed class RefusalVoice
{
    /// <summary>Told of one address within a window.</summary>
    public const int OfOneMax = 20;

    /// <summary>Told of all addresses within a second.</summary>
    public const int PerSecondMax = 100;

    public const int WatchedMax = 10_000;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);
    private Instant _windowSince, _secondSince;
    private int _toldInSecond;

    /// <summary>Whether a refusal is told.</summary>
    /// <param name="address">Where the connection came from, with or without port.</param>
    /// <param name="now">When.</param>
    /// <param name="note">What to add to the cause: that this is the last one told for a while; empty for nothing.</param>
    public bool TryTell(string address, Instant now, out string note)
    {
        note = "";
        lock (_lock)
        {
            if (now >= _windowSince + Window)
            {
                _told.Clear();
                _windowSince = now;
            }

            if (now >= _secondSince + TimeSpan.FromSeconds(1)) (_secondSince, _toldInSecond) = (now, 0);
            if (_toldInSecond == PerSecondMax) return false;
            var isWatched = TryWatch(Hosts.Of(address), out var told);
            if (isWatched && told > OfOneMax) return false;
            if (isWatched && told == OfOneMax) note = $" (further refusals of this address within {Window.TotalSeconds} s are only counted)";
            else if (_toldInSecond + 1 == PerSecondMax) note = " (further refusals within this second are only counted)";
            _toldInSecond++;
            return true;
        }
    }

    // Counts it, too.
    private bool TryWatch(string host, out int told)
    {
        var isThere = _told.TryGetValue(host, out told);
        if (!isThere && _told.Count >= WatchedMax) return false;
        _told[host] = ++told;
        return true;
    }
}
