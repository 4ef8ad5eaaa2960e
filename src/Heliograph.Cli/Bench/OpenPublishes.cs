using System.Diagnostics;

namespace Heliograph.Cli.Bench;

/// <summary>The QoS 1 and 2 publishes of one client that are not acknowledged yet: as many places as may be open, each a packet identifier. Any thread.</summary>
internal sealed class OpenPublishes
{
    private readonly Lock _lock = new();
    private readonly long[] _sentAt; // by packet identifier - 1; 0 for a free one
    private readonly Stack<ushort> _free = [];

    public OpenPublishes(int most)
    {
        _sentAt = new long[most];
        for (var id = most; id > 0; id--) _free.Push((ushort)id);
    }

    /// <summary>Ends when a place is free that was not.</summary>
    public SemaphoreSlim Room { get; } = new(0, 1);

    /// <summary>Takes a place; 0 when none is free.</summary>
    public ushort Take()
    {
        lock (_lock)
        {
            if (!_free.TryPop(out var id)) return 0;
            _sentAt[id - 1] = Stopwatch.GetTimestamp();
            return id;
        }
    }

    /// <summary>The flow of a publish has ended.</summary>
    /// <returns>False when there is none of this identifier.</returns>
    public bool TryEnd(ushort id, out TimeSpan time)
    {
        lock (_lock)
        {
            time = default;
            if (id == 0 || id > _sentAt.Length || _sentAt[id - 1] == 0) return false;
            time = Stopwatch.GetElapsedTime(_sentAt[id - 1]);
            _sentAt[id - 1] = 0;
            _free.Push(id);
            if (Room.CurrentCount == 0) Room.Release();
            return true;
        }
    }

    /// <summary>Places that are free.</summary>
    public int FreeCount
    {
        get { lock (_lock) return _free.Count; }
    }

    /// <summary>Whether none is free.</summary>
    public bool IsFull => FreeCount == 0;

    /// <summary>Whether all have ended.</summary>
    public bool AreAllEnded => FreeCount == _sentAt.Length;
}
