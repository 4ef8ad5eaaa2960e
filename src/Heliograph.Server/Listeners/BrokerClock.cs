using Heliograph.Broker;

namespace Heliograph.Server.Listeners;

/// <summary>The engine's clock: wall time at the start plus what has passed since, so that it never runs backwards.</summary>
internal sealed class BrokerClock(TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly long _startedAtMilliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();

    public Instant Now => new(_startedAtMilliseconds + (long)time.GetElapsedTime(_startedAt).TotalMilliseconds);
}
