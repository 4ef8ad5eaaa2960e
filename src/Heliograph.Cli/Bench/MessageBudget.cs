namespace Heliograph.Cli.Bench;

/// <summary>How many messages may still be sent in all. Any thread.</summary>
/// <param name="count">0 for no bound.</param>
internal sealed class MessageBudget(long count)
{
    private long _taken;

    /// <summary>Takes some of them; the last ones may be fewer, and 0 says that there are none left.</summary>
    public int Take(int wanted)
    {
        if (count == 0) return wanted;
        var before = Interlocked.Add(ref _taken, wanted) - wanted;
        return (int)Math.Clamp(count - before, 0, wanted);
    }
}
