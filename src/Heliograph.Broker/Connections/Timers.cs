namespace Heliograph.Broker.Connections;

/// <summary>What falls due.</summary>
internal enum TimerKind : byte
{
    /// <summary>A connection must have become a session by now.</summary>
    ConnectTimeout,

    /// <summary>A connection may have been silent for one and a half times its keep alive.</summary>
    KeepAlive,

    /// <summary>A delayed will is to be published.</summary>
    Will,

    /// <summary>A session's expiry has passed.</summary>
    SessionExpiry,
}

/// <summary>One thing that falls due. It may be out of date by then: whoever takes it looks at the state first.</summary>
/// <param name="Kind">What.</param>
/// <param name="Target">The connection or session.</param>
/// <param name="Token">What it was set for, such as the will; null where the target says it all.</param>
internal readonly record struct TimerEntry(TimerKind Kind, object Target, object? Token = null);

/// <summary>What falls due when, in the order of time. Entries are never removed early: they are checked when due.</summary>
internal sealed class Timers
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TimerEntry, long> _queue = new();

    public void Add(Instant due, in TimerEntry entry)
    {
        lock (_lock) _queue.Enqueue(entry, due.Milliseconds);
    }

    public bool TryTakeDue(Instant now, out TimerEntry entry)
    {
        lock (_lock)
        {
            if (_queue.TryPeek(out entry, out var due) && due <= now.Milliseconds)
            {
                _queue.Dequeue();
                return true;
            }
        }

        entry = default;
        return false;
    }
}
