namespace Heliograph.Broker.Connections;

/// <summary>Says who is within a number of connects a second: one second's worth may come at once. Any thread.</summary>
public sealed class ConnectRate
{
    private readonly Lock _lock = new();
    private TokenBucket? _tokens;
    private int _perSecond;

    /// <param name="now">When.</param>
    /// <param name="perSecond">The number; where it is another than before, it begins anew.</param>
    public bool TryTake(Instant now, int perSecond)
    {
        lock (_lock)
        {
            if (_tokens is null || _perSecond != perSecond) (_tokens, _perSecond) = (new(perSecond, perSecond), perSecond);
            return _tokens.TryTake(now);
        }
    }
}
