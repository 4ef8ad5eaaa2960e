using Heliograph.Broker.Messages;

namespace Heliograph.Broker.Sessions;

/// <summary>The retained messages that wait to be sent to a session's new subscriptions.</summary>
/// <remarks>Guarded by the session's lock. Adding and removing cost the same however many wait.</remarks>
internal sealed class ReplayQueue
{
    // Most sessions never need them.
    private LinkedList<RetainedReplay>? _replays;
    private Dictionary<byte[], LinkedListNode<RetainedReplay>>? _byFilter;

    /// <summary>Messages that wait, of all replays.</summary>
    public int MessageCount { get; private set; }

    public bool IsEmpty => _replays is not { Count: > 0 };

    /// <summary>Adds a replay; an unfinished earlier one of the same filter is dropped.</summary>
    public void Add(RetainedReplay replay)
    {
        Remove(replay.Filter);
        if (replay.Left == 0) return;
        _replays ??= [];
        _byFilter ??= new(Utf8Comparer.Instance);
        _byFilter[replay.Filter] = _replays.AddLast(replay);
        MessageCount += replay.Left;
    }

    /// <summary>Drops what waits for a filter.</summary>
    public void Remove(ReadOnlySpan<byte> filter)
    {
        if (_byFilter is null || !_byFilter.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(filter, out _, out var node)) return;
        _replays!.Remove(node);
        MessageCount -= node.Value.Left;
    }

    /// <summary>Takes the next message; a replay that has come to its end gives null and is gone.</summary>
    public QueuedDelivery? Next()
    {
        if (_replays?.First is not { Value: var replay }) return null;
        var left = replay.Left;
        var next = replay.Next();
        MessageCount -= left - replay.Left;
        if (next is null) Remove(replay.Filter);
        return next;
    }
}
