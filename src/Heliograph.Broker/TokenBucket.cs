namespace Heliograph.Broker;

/// <summary>Tokens that come at a steady rate and are kept up to a bound. It may be overdrawn: then what comes first pays that off.</summary>
/// <remarks>Used by one thread at a time.</remarks>
/// <param name="perSecond">Tokens that come in a second; above 0.</param>
/// <param name="most">Tokens that are kept, and that are there at first; above 0.</param>
internal sealed class TokenBucket(double perSecond, double most)
{
    private readonly double _most = most;
    private double _tokens = most;
    private Instant? _filledAt;

    /// <summary>Takes one token if there is one.</summary>
    public bool TryTake(Instant now)
    {
        Fill(now);
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }

    /// <summary>Takes so many, whether they are there or not.</summary>
    public void Spend(Instant now, long count)
    {
        Fill(now);
        _tokens -= count;
    }

    /// <summary>How long until there are so many, at most as many as are kept; zero when there are already.</summary>
    public TimeSpan TimeUntil(Instant now, double count)
    {
        Fill(now);
        var missing = Math.Min(count, _most) - _tokens;
        // Rounded up to the engine's milliseconds: whoever waits so long finds them there.
        return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(1_000 * missing / perSecond));
    }

    private void Fill(Instant now)
    {
        if (_filledAt is { } before && now > before) _tokens = Math.Min(_most, _tokens + ((now - before).TotalSeconds * perSecond));
        if (_filledAt is not { } last || now > last) _filledAt = now;
    }
}
