using System.Diagnostics.CodeAnalysis;

namespace Heliograph.Server.Files;

/// <summary>What waits to be written by a thread that exists for it. Whoever adds never waits; one thread takes.</summary>
/// <remarks>
/// Not a channel: to wake who waits for one takes a thread of the pool, which a busy machine may not have for seconds, and
/// what closes meanwhile would lose what waits.
/// </remarks>
/// <param name="most">How many may wait.</param>
internal sealed class WriterQueue<T>(int most)
{
    // To wake a thread for each costs more than to write it.
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(5);

    private readonly object _turn = new(); // a Lock cannot be waited on
    private readonly Queue<T> _waiting = [];
    private bool _isComplete;
    private bool _isAwaited; // the thread waits for the first, and is to be woken

    /// <summary>Adds one.</summary>
    /// <returns>False when it is full or complete.</returns>
    public bool TryAdd(T item)
    {
        lock (_turn)
        {
            if (_isComplete || _waiting.Count >= most) return false;
            _waiting.Enqueue(item);
            if (_isAwaited) Monitor.Pulse(_turn);
            return true;
        }
    }

    /// <summary>Nothing is added any more; what waits can still be taken.</summary>
    public void Complete()
    {
        lock (_turn)
        {
            _isComplete = true;
            Monitor.Pulse(_turn);
        }
    }

    /// <summary>Waits until there is one to take, and for what comes within moments of it.</summary>
    /// <returns>False when there will be none any more.</returns>
    public bool Wait()
    {
        lock (_turn)
        {
            if (_waiting.Count == 0)
            {
                _isAwaited = true;
                while (_waiting.Count == 0 && !_isComplete) Monitor.Wait(_turn);
                _isAwaited = false;
                if (!_isComplete) Monitor.Wait(_turn, GatherFor);
            }

            return _waiting.Count > 0;
        }
    }

    /// <summary>Takes the oldest, if there is one.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        lock (_turn) return _waiting.TryDequeue(out item);
    }
}
