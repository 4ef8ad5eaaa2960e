using Heliograph.Broker.Access;

namespace Heliograph.Server.Security;

/// <summary>
/// Lets a bounded number work at once and a bounded number wait. IPv6 networks of 48 bits and other hosts take turns, within a network its hosts do,
/// and none may hold more than its share (<see cref="HostShares"/>). Used by many threads.
/// </summary>
/// <param name="atOnceMax">Who works at once.</param>
/// <param name="waitingMax">Who waits at once.</param>
/// <param name="waitingPerHostMax">The share of one host of those who wait.</param>
/// <param name="atOncePerHostMax">The share of one host of those who work: what it does not end keeps others out no longer than that.</param>
internal sealed class FairTurns(int atOnceMax, int waitingMax, int waitingPerHostMax, int atOncePerHostMax = int.MaxValue) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HostLines _lines = new();
    private readonly HostShares _waitingShares = new(waitingPerHostMax, waitingMax);
    private readonly HostShares _workingShares = new(atOncePerHostMax, atOnceMax);
    private int _working;
    private int _waiting;

    /// <summary>The same, with half of the places as the share of one host.</summary>
    public FairTurns(int atOnceMax, int waitingMax)
        : this(atOnceMax, waitingMax, Math.Max(1, waitingMax / 2))
    {
    }

    /// <summary>Who waits now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits for a turn.</summary>
    /// <param name="peer">Who asks.</param>
    /// <param name="stop">Gives the place up.</param>
    /// <returns>Dispose it when the work is done. Null when too many are waiting.</returns>
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

            if (_waiting >= waitingMax || !_waitingShares.HasRoomFor(host)) return null;
            place = _lines.Add(new(host, new(TaskCreationOptions.RunContinuationsAsynchronously)));
            _waitingShares.Take(host);
            _waiting++;
        }

        await using var given = stop.UnsafeRegister(_ => GiveUp(place), null);
        await place.Value.Turn.Task;
        return new Turn(this, host);
    }

    /// <summary>Whoever still waits is given up.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var one in _lines.All)
            {
                one.Turn.TrySetCanceled();
                _waitingShares.GiveBack(one.Host);
            }

            _lines.Clear();
            _waiting = 0;
        }
    }

    private void GiveUp(LinkedListNode<HostLines.Waiting> place)
    {
        lock (_lock)
        {
            if (place.List is not { } line) return; // it has its turn
            line.Remove(place);
            EndWait(place.Value.Host);
        }

        place.Value.Turn.TrySetCanceled();
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
        HostLines.Waiting? next;
        lock (_lock)
        {
            _working--;
            _workingShares.GiveBack(host);
            next = _lines.Next(_workingShares);
            if (next is not null)
            {
                EndWait(next.Host);
                Begin(next.Host);
            }
        }

        next?.Turn.TrySetResult();
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
