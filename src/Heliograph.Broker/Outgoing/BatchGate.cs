namespace Heliograph.Broker.Outgoing;

/// <summary>Lets batches in, and holds new ones up for the moment in which none may be under way.</summary>
/// <remarks>
/// A batch is half done between its records and their effects; whoever needs a journal position at which all effects are
/// there closes the gate. It must not be entered twice by one thread: a closing gate would wait for itself.
/// </remarks>
internal sealed class BatchGate
{
    private readonly object _opened = new();
    private int _inside;
    private int _closed;

    public void Enter()
    {
        while (true)
        {
            Interlocked.Increment(ref _inside);
            if (Volatile.Read(ref _closed) == 0) return;
            Interlocked.Decrement(ref _inside);
            lock (_opened)
            {
                while (Volatile.Read(ref _closed) != 0) Monitor.Wait(_opened);
            }
        }
    }

    public void Leave() => Interlocked.Decrement(ref _inside);

    /// <summary>Does something while no batch is under way. One caller at a time; not from within a batch.</summary>
    public void WhileEmpty(Action action)
    {
        Interlocked.Exchange(ref _closed, 1);
        try
        {
            var spin = new SpinWait(); // batches are short, and nobody waits in one
            while (Volatile.Read(ref _inside) != 0) spin.SpinOnce();
            action();
        }
        finally
        {
            lock (_opened)
            {
                Volatile.Write(ref _closed, 0);
                Monitor.PulseAll(_opened);
            }
        }
    }
}
