using Heliograph.Broker;
using Heliograph.Storage;

namespace Heliograph.Bench.Store;

/// <summary>Who waits for what to be durable: each is woken when its own record is, and not before.</summary>
internal sealed class WaitingCommitters(DurableJournal journal)
{
    private readonly Lock _lock = new();
    private readonly List<(Lsn For, SemaphoreSlim Turn)> _waiting = [];

    public void Await(Lsn record, SemaphoreSlim turn)
    {
        lock (_lock)
        {
            if (journal.DurableUpTo >= record) return;
            _waiting.Add((record, turn));
        }

        turn.Wait();
    }

    public void Release()
    {
        lock (_lock)
        {
            var durable = journal.DurableUpTo;
            _waiting.RemoveAll(one =>
            {
                if (one.For > durable) return false;
                one.Turn.Release();
                return true;
            });
        }
    }
}
