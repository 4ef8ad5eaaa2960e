namespace Heliograph.Server.Listeners.Gates;

/// <summary>The network connections that one bound counts, of one address or of several together. Any thread.</summary>
internal sealed class Seats
{
    private int _taken;

    /// <summary>Counts one more.</summary>
    /// <returns>How many there are with it.</returns>
    public int Take() => Interlocked.Increment(ref _taken);

    /// <summary>Counts one less.</summary>
    public void Leave() => Interlocked.Decrement(ref _taken);
}
