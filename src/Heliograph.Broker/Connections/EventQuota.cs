namespace Heliograph.Broker.Connections;

/// <summary>How many events one connection may cause in a second: a packet may name a hundred thousand filters.</summary>
/// <remarks>A part of its connection. Used by the thread that handles the connection's input. What goes beyond is counted like everything else.</remarks>
internal struct EventQuota
{
    public const int PerSecondMax = 100;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private Instant _since;
    private int _told;

    /// <param name="now">The instant of the event.</param>
    /// <param name="isLast">Whether no more will be told in this second.</param>
    public bool TryTake(Instant now, out bool isLast)
    {
        if (now >= _since + Second) (_since, _told) = (now, 0);
        isLast = _told == PerSecondMax - 1;
        if (_told == PerSecondMax) return false;
        _told++;
        return true;
    }
}
