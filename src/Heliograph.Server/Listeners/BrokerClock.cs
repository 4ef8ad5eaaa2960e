using Heliograph.Broker;

namespace Heliograph.Server.Listeners;

/// <summary>The engine's clock: wall time at the start plus what has passed since, so that it never runs backwards.</summary>
internal sealed class BrokerClock(TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
    private long _startedAtMilliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Goes on from an instant that has been before, where wall time has been set back meanwhile. Before anyone else reads it.</summary>
    public void StartAfter(Instant last) => _startedAtMilliseconds = Math.Max(_startedAtMilliseconds, last.Milliseconds);

    /// <summary>Waits by this clock.</summary>
    public Task WaitAsync(TimeSpan span, CancellationToken stop) => Task.Delay(span, time, stop);

    /// <summary>Does something after a while. Dispose it to not do it.</summary>
    public ITimer After(TimeSpan span, Action act) =>
        time.CreateTimer(static state => ((Action)state!)(), act, span > TimeSpan.Zero ? span : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    public Instant Now => new(_startedAtMilliseconds + (long)time.GetElapsedTime(_startedAt).TotalMilliseconds);
}
