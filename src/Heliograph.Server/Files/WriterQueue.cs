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
    private readonly object _turn = new(); // a Lock cannot be waited on
    private readonly Queue<T> _waiting = [];
    private bool _isComplete;

    /// <summary>Adds one.</summary>
    /// <returns>False when it is full or complete.</returns>
    public bool TryAdd(T item)
    {
        lock (_turn)
        {
            if (_isComplete || _waiting.Count >= most) return false;
            _waiting.Enqueue(item);
            Monitor.Pulse(_turn);
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

    /// <summary>Waits until there is one to take.</summary>
    /// <returns>False when there will be none any more.</returns>
    public bool Wait()
    {
        lock (_turn)
        {
            while (_waiting.Count == 0 && !_isComplete) Monitor.Wait(_turn);
            return _waiting.Count > 0;
        }
    }

    /// <summary>Takes the oldest, if there is one.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        lock (_turn) return _waiting.TryDequeue(out item);
    }
}
