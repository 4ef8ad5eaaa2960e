using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Connections;

/// <summary>What falls due.</summary>
internal enum TimerKind : byte
{
    /// <summary>A connection must have become a session by now.</summary>
    ConnectTimeout,

    /// <summary>A connection may have been silent for one and a half times its keep alive.</summary>
    KeepAlive,

    /// <summary>What a connection logged in with is valid no longer.</summary>
    LoginExpiry,

    /// <summary>A delayed will is to be published.</summary>
    Will,

    /// <summary>A session's expiry has passed.</summary>
    SessionExpiry,
}

/// <summary>One thing that falls due. It may be out of date by then: whoever takes it looks at the state first.</summary>
/// <param name="Kind">What.</param>
/// <param name="Target">The connection or session.</param>
/// <param name="Token">What it was set for, such as the will; null where the target says it all.</param>
internal readonly record struct TimerEntry(TimerKind Kind, object Target, object? Token = null)
{
    /// <summary>Whether nothing will come of it. A hint: its target may change at any time, but only to have ended for good.</summary>
    public bool IsStale(long due) => Target switch
    {
        Connection connection => connection.Link.IsClosing,
        Session session when Kind == TimerKind.Will => !ReferenceEquals(session.Will, Token) && !session.DueWills.Contains(Token),
        Session session => session.IsEnded || session.Link is not null || session.ExpiresAt.Milliseconds != due,
        _ => false,
    };
}

/// <summary>What falls due when, in the order of time. Entries are not removed when they become stale, but swept.</summary>
/// <remarks>Bounded: what clients leave behind that come and go is swept whenever it may be half of all.</remarks>
internal sealed class Timers
{
    private const int SweepMin = 1_024;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<TimerEntry, long> _queue = new();
    private int _sweepAt = SweepMin;

    public int Count
    {
        get
        {
            lock (_lock) return _queue.Count;
        }
    }

    public void Add(Instant due, in TimerEntry entry)
    {
        lock (_lock)
        {
            if (_queue.Count >= _sweepAt) Sweep();
            _queue.Enqueue(entry, due.Milliseconds);
        }
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

    private void Sweep()
    {
        var live = _queue.UnorderedItems.Where(item => !item.Element.IsStale(item.Priority)).ToArray();
        _queue.Clear();
        _queue.EnqueueRange(live);
        _sweepAt = Math.Max(SweepMin, 2 * live.Length);
    }
}
