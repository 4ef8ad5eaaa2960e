using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;

namespace Heliograph.Broker.Connections;

/// <summary>The connections whose next bytes wait for the journal (law L2).</summary>
internal sealed class DurabilityWaiters(IJournal journal)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<ClientLink, long> _waiting = new();

    /// <summary>Flushes a link once the journal is durable up to a number.</summary>
    /// <returns>False when it is durable already: take again.</returns>
    public bool TryWait(ClientLink link, Lsn needed)
    {
        lock (_lock)
        {
            if (journal.DurableUpTo >= needed) return false;
            _waiting.Enqueue(link, needed.Value);
            return true;
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
            return true;
        }
    }
}
