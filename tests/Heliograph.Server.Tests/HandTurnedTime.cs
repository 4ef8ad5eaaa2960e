namespace Heliograph.Server.Tests;

/// <summary>A clock whose timers go off only when a test turns it, on the test's own thread.</summary>
internal sealed class HandTurnedTime : TimeProvider
{
    private readonly Lock _turn = new();
    private readonly List<HandTurnedTimer> _timers = [];
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTurnedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_turn) _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        _now += time;
        HandTurnedTimer[] due;
        lock (_turn) due = [.. _timers.Where(timer => timer.DueAt <= _now)];
        foreach (var timer in due) timer.GoOff();
    }

    private sealed class HandTurnedTimer(HandTurnedTime time, Action callback) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
            return true;
        }

        public void GoOff()
        {
            DueAt = _period == Timeout.InfiniteTimeSpan ? null : time._now + _period;
            callback();
        }

        public void Dispose() => DueAt = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
