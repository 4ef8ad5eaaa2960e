using System.Net;
using Heliograph.Broker.Access;

namespace Heliograph.Server.Security;

/// <summary>
/// Lets a bounded number work at once and a bounded number wait. IPv6 networks of 48 bits and other hosts take turns, within a network its hosts do,
/// and none may hold more than its share (<see cref="HostShares"/>). Used by many threads.
/// </summary>
/// <param name="atOnceMax">Who works at once.</param>
/// <param name="waitingMax">Who waits at once.</param>
/// <param name="waitingPerHostMax">The share of one host of those who wait; null for a part of what is free.</param>
/// <param name="atOncePerHostMax">The same of those who work: what it does not end keeps others out no longer than that.</param>
internal sealed class FairTurns(int atOnceMax, int waitingMax, int? waitingPerHostMax = null, int? atOncePerHostMax = int.MaxValue) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HostLines _lines = new();
    private readonly HostShares _waitingShares = new(waitingMax, waitingPerHostMax);
    private readonly HostShares _workingShares = new(atOnceMax, atOncePerHostMax);
    private int _working;
    private int _waiting;

    /// <summary>Who waits now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits for a turn.</summary>
    /// <param name="peer">Who asks.</param>
    /// <param name="stop">Gives the place up.</param>
    /// <returns>Dispose it when the work is done. Null when too many are waiting, or it was given up.</returns>
    public async ValueTask<IDisposable?> TryTakeAsync(Peer peer, CancellationToken stop)
    {
        var host = Origin.Of(peer);
        LinkedListNode<HostLines.Waiting> place;
        lock (_lock)
        {
            if (_working < atOnceMax && _workingShares.HasRoomFor(host))
            {
                Begin(host);
                return new Turn(this, host);
            }

            if (!HasPlace(host)) return null;
            place = _lines.Add(new(host, new(TaskCreationOptions.RunContinuationsAsynchronously)));
            _waitingShares.Take(host);
            _waiting++;
        }

        await using var given = stop.UnsafeRegister(_ => GiveUp(place), null);
        return await place.Value.Turn.Task ? new Turn(this, host) : null;
    }

    /// <summary>Whether a host would find no place.</summary>
    public bool IsFull(IPAddress address)
    {
        if (Waiting == 0) return false;
        lock (_lock) return !HasPlace(Origin.Of(address));
    }

    /// <summary>Whoever still waits is given up.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var one in _lines.All)
            {
                one.Turn.TrySetResult(false);
                _waitingShares.GiveBack(one.Host);
            }

            _lines.Clear();
            _waiting = 0;
        }
    }

    private bool HasPlace(Origin host) => _waiting < waitingMax && _waitingShares.HasRoomFor(host);

    private void GiveUp(LinkedListNode<HostLines.Waiting> place)
    {
        lock (_lock)
        {
            if (place.List is not { } line) return; // it has its turn
            line.Remove(place);
            EndWait(place.Value.Host);
        }

        place.Value.Turn.TrySetResult(false);
    }

    private void EndWait(Origin host)
    {
        _waitingShares.GiveBack(host);
        _waiting--;
    }

    private void Begin(Origin host)
    {
        _working++;
        _workingShares.Take(host);
    }

    private void Leave(Origin host)
    {
        lock (_lock)
        {
            _working--;
            _workingShares.GiveBack(host);
            while (_working < atOnceMax && _lines.Next(_workingShares) is { } next)
            {
                EndWait(next.Host);
                Begin(next.Host);
                next.Turn.TrySetResult(true); // whoever waited goes on elsewhere
            }
        }
    }

    private sealed class Turn(FairTurns turns, Origin host) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, true)) return;
            turns.Leave(host);
        }
    }
}
