using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Security;

/// <summary>Lets a bounded number work at once and a bounded number wait: hosts take turns, and no host may hold more than its share of the places. Used by many threads.</summary>
/// <param name="atOnceMax">Who works at once.</param>
/// <param name="waitingMax">Who waits at once.</param>
/// <param name="waitingPerHostMax">The share of one host.</param>
internal sealed class FairTurns(int atOnceMax, int waitingMax, int waitingPerHostMax) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedList<TaskCompletionSource>> _byHost = [];
    private readonly Queue<string> _hosts = []; // those of the dictionary, in the order of their turns
    private int _working;
    private int _waiting;

    /// <summary>The same, with half of the places as the share of one host.</summary>
    public FairTurns(int atOnceMax, int waitingMax)
        : this(atOnceMax, waitingMax, Math.Max(1, waitingMax / 2))
    {
    }

    /// <summary>Waits for a turn.</summary>
    /// <param name="peer">Who asks.</param>
    /// <param name="stop">Gives the place up.</param>
    /// <returns>Dispose it when the work is done. Null when too many are waiting.</returns>
    public async ValueTask<IDisposable?> TryTakeAsync(Peer peer, CancellationToken stop)
    {
        var host = HostOf(peer);
        LinkedListNode<TaskCompletionSource> place;
        lock (_lock)
        {
            if (_working < atOnceMax)
            {
                _working++;
                return new Turn(this);
            }

            if (_waiting >= waitingMax || (_byHost.TryGetValue(host, out var line) && line.Count >= waitingPerHostMax)) return null;
            if (line is null)
            {
                _byHost.Add(host, line = []);
                _hosts.Enqueue(host);
            }

            place = line.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiting++;
        }

        await using var given = stop.UnsafeRegister(_ => GiveUp(place), null);
        await place.Value.Task;
        return new Turn(this);
    }

    /// <summary>Whoever still waits is given up.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var waiting in _byHost.Values.SelectMany(line => line)) waiting.TrySetCanceled();
            _byHost.Clear();
            _hosts.Clear();
            _waiting = 0;
        }
    }

    // An IPv6 host has a whole network of addresses to come from.
    private static string HostOf(Peer peer) => IPAddress.TryParse(peer.Host, out var address) ? AddressRange.OfHost(address).ToString() : peer.Host;

    private void GiveUp(LinkedListNode<TaskCompletionSource> place)
    {
        lock (_lock)
        {
            if (place.List is not { } line) return; // it has its turn
            line.Remove(place);
            _waiting--;
        }

        place.Value.TrySetCanceled();
    }

    private void Leave()
    {
        TaskCompletionSource? next;
        lock (_lock)
        {
            next = Next();
            if (next is null) _working--;
            else _waiting--;
        }

        next?.TrySetResult();
    }

    // The first of the host whose turn it is, which goes to the end then.
    private TaskCompletionSource? Next()
    {
        while (_hosts.TryDequeue(out var host))
        {
            var line = _byHost[host];
            if (line.First is not { } first)
            {
                _byHost.Remove(host);
                continue;
            }

            line.RemoveFirst();
            if (line.Count > 0) _hosts.Enqueue(host);
            else _byHost.Remove(host);
            return first.Value;
        }

        return null;
    }

    private sealed class Turn(FairTurns turns) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, true)) return;
            turns.Leave();
        }
    }
}
