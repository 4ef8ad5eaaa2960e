namespace Heliograph.Broker.Connections;

/// <summary>A token bucket for CONNECT packets: one second's worth may come at once.</summary>
internal sealed class ConnectRate
{
    private readonly Lock _lock = new();
    private double _tokens = double.MaxValue;
    private Instant _filledAt;

    public bool TryTake(Instant now, int perSecond)
    {
        lock (_lock)
        {
            var earned = (now - _filledAt).TotalSeconds * perSecond;
            _tokens = Math.Min(perSecond, _tokens + earned);
            _filledAt = now;
            if (_tokens < 1) return false;
            _tokens--;
            return true;
        }
    }
}
