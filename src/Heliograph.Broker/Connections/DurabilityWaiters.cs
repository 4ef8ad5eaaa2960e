using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;

namespace Heliograph.Broker.Connections;

/// <summary>The connections whose next bytes wait for the journal (law L2).</summary>
internal sealed class DurabilityWaiters(IJournal journal)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<ClientLink, long> _waiting = new();

    public int Count
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Flushes a link once the journal is durable up to a number.</summary>
    /// <returns>False when it is durable already: take again.</returns>
    public bool TryWait(ClientLink link, Lsn needed)
    {
        lock (_lock)
        {
            if (journal.DurableUpTo >= needed) return false;
            if (link.IsAwaitingJournal) return true; // for the same bytes: they keep their place
            link.IsAwaitingJournal = true;
            _waiting.Enqueue(link, needed.Value);
            return true;
        }
    }

    /// <summary>The link's connection is gone.</summary>
    public void Forget(ClientLink link)
    {
        lock (_lock)
        {
            if (link.IsAwaitingJournal) _waiting.Remove(link, out _, out _);
            link.IsAwaitingJournal = false;
        }
    }

    /// <summary>The journal is durable further than before.</summary>
    public void Release()
    {
        while (TryTake(out var link)) link.Outlet.Flush();
    }

    private bool TryTake(out ClientLink link)
    {
        lock (_lock)
        {
            if (!_waiting.TryPeek(out link!, out var needed) || new Lsn(needed) > journal.DurableUpTo) return false;
            _waiting.Dequeue();
            link.IsAwaitingJournal = false;
            return true;
        }
    }
}
