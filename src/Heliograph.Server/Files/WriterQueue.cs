namespace Heliograph.Server.Files;

/// <summary>What waits to be written by a thread that exists for it. Whoever adds never waits; one thread takes all there is.</summary>
/// <remarks>
/// Not a channel: to wake who waits for one takes a thread of the pool, which a busy machine may not have for seconds, and
/// what closes meanwhile would lose what waits.
/// </remarks>
/// <param name="most">How many may wait. As many again may have been taken and not be written yet.</param>
internal sealed class WriterQueue<T>(int most)
{
    // To wake a thread and to write a file for each costs more than all the rest of it: what follows soon goes together.
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(10);

    private readonly object _turn = new(); // a Lock cannot be waited on
    private List<T> _waiting = [];
    private List<T> _taken = [];
    private bool _isComplete;
    private bool _isAwaited; // the thread waits for the first, and is to be woken

    /// <summary>Adds one.</summary>
    /// <returns>False when it is full or complete.</returns>
    public bool TryAdd(T item)
    {
        lock (_turn)
        {
            if (_isComplete || _waiting.Count >= most) return false;
            _waiting.Add(item);
            if (_isAwaited || _waiting.Count == most / 2) Wake();
            return true;
        }
    }

    /// <summary>Nothing is added any more; what waits can still be taken.</summary>
    public void Complete()
    {
        lock (_turn)
        {
            _isComplete = true;
            Wake();
        }
    }

    /// <summary>Takes all, the oldest first: at once what comes after a rest, and what comes soon after the last time together.</summary>
    /// <returns>It is the caller's until the next call; null when there will be none any more.</returns>
    public IReadOnlyList<T>? Take()
    {
        lock (_turn)
        {
            var isBusy = _taken.Count > 0;
            _taken.Clear(); // nothing of it stays over a rest
            if (isBusy && !_isComplete && _waiting.Count < most / 2) Monitor.Wait(_turn, GatherFor);
            while (_waiting.Count == 0 && !_isComplete)
            {
                _isAwaited = true;
                Monitor.Wait(_turn);
            }

            (_waiting, _taken) = (_taken, _waiting);
            return _taken.Count > 0 ? _taken : null;
        }
    }

    private void Wake()
    {
        _isAwaited = false;
        Monitor.Pulse(_turn);
    }
}
