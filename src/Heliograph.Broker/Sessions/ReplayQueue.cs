namespace Heliograph.Broker.Sessions;

/// <summary>The retained messages that wait to be sent to a session's new subscriptions.</summary>
/// <remarks>Guarded by the session's lock.</remarks>
internal sealed class ReplayQueue
{
    private readonly Queue<RetainedReplay> _replays = [];

    /// <summary>Messages that wait, of all replays.</summary>
    public int MessageCount { get; private set; }

    public bool IsEmpty => _replays.Count == 0;

    /// <summary>Adds a replay; an unfinished earlier one of the same filter is dropped.</summary>
    public void Add(RetainedReplay replay)
    {
        Remove(replay.Filter);
        _replays.Enqueue(replay);
        MessageCount += replay.Left;
    }

    /// <summary>Drops what waits for a filter.</summary>
    public void Remove(ReadOnlySpan<byte> filter)
    {
        for (var i = _replays.Count; i > 0; i--)
        {
            var replay = _replays.Dequeue();
            if (!filter.SequenceEqual(replay.Filter)) _replays.Enqueue(replay);
            else MessageCount -= replay.Left;
        }
    }

    /// <summary>Takes the next message; a replay that has come to its end gives null and is gone.</summary>
    public QueuedDelivery? Next()
    {
        var replay = _replays.Peek();
        var left = replay.Left;
        var next = replay.Next();
        MessageCount -= left - replay.Left;
        if (next is null) _replays.Dequeue();
        return next;
    }
}
