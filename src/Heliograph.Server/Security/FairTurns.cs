using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Security;

/// <summary>Lets a bounded number work at once and a bounded number wait: hosts take turns, and no host may hold more than its share of the places. Used by many threads.</summary>
/// <param name="atOnceMax">Who works at once.</param>
/// <param name="waitingMax">Who waits at once.</param>
/// <param name="waitingPerHostMax">The share of one host of those who wait.</param>
/// <param name="atOncePerHostMax">The share of one host of those who work: what it does not end keeps others out no longer than that.</param>
internal sealed class FairTurns(int atOnceMax, int waitingMax, int waitingPerHostMax, int atOncePerHostMax = int.MaxValue) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedList<TaskCompletionSource>> _byHost = [];
    private readonly Queue<string> _hosts = []; // those of the dictionary, in the order of their turns
    private readonly Dictionary<string, int> _workingByHost = [];
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
            if (_working < atOnceMax && MayWork(host))
            {
                Begin(host);
                return new Turn(this, host);
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
        return new Turn(this, host);
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

    private bool MayWork(string host) => _workingByHost.GetValueOrDefault(host) < atOncePerHostMax;

    private void Begin(string host)
    {
        _working++;
        _workingByHost[host] = _workingByHost.GetValueOrDefault(host) + 1;
    }

    private void Leave(string host)
    {
        TaskCompletionSource? next;
        lock (_lock)
        {
            _working--;
            if (--_workingByHost[host] == 0) _workingByHost.Remove(host);
            next = Next();
        }

        next?.TrySetResult();
    }

    // The first of the host whose turn it is, which goes to the end then; a host that has its share is passed over.
    private TaskCompletionSource? Next()
    {
        for (var left = _hosts.Count; left > 0; left--)
        {
            var host = _hosts.Dequeue();
            var line = _byHost[host];
            if (line.Count == 0)
            {
                _byHost.Remove(host);
                continue;
            }

            if (!MayWork(host))
            {
                _hosts.Enqueue(host);
                continue;
            }

            var first = line.First!.Value;
            line.RemoveFirst();
            if (line.Count > 0) _hosts.Enqueue(host);
            else _byHost.Remove(host);
            _waiting--;
            Begin(host);
            return first;
        }

        return null;
    }

    private sealed class Turn(FairTurns turns, string host) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, true)) return;
            turns.Leave(host);
        }
    }
}
