namespace Heliograph.Storage;

/// <summary>Wakes one waiting thread. Cheap to set again before it has woken.</summary>
internal sealed class WakeUp
{
    private readonly object _gate = new();
    private volatile bool _isSet;

    public void Set()
    {
        // Orders what the caller did before with the look at the flag: if it is set, the thread has yet to look.
        Interlocked.MemoryBarrier();
        if (_isSet) return;
        lock (_gate)
        {
            _isSet = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits until it is set or the time is over.</summary>
    /// <returns>Whether it was set.</returns>
    public bool Wait(TimeSpan atMost)
    {
        lock (_gate)
        {
            if (!_isSet) Monitor.Wait(_gate, atMost);
            var wasSet = _isSet;
            _isSet = false;
            return wasSet;
        }
    }
}
