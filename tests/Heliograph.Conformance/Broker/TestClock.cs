namespace Heliograph.Conformance.Broker;

/// <summary>The broker's clock: real time, plus what a test lets pass at once.</summary>
/// <remarks>Its timers keep to real time: the broker's pulse goes on and finds the clock ahead.</remarks>
internal sealed class TestClock : TimeProvider
{
    private long _skippedTicks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Skipped;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Skipped.Ticks;

    public void Skip(TimeSpan time) => Interlocked.Add(ref _skippedTicks, time.Ticks);

    private TimeSpan Skipped => TimeSpan.FromTicks(Interlocked.Read(ref _skippedTicks));
}
