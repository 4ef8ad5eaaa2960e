namespace Heliograph.Broker.Sessions;

/// <summary>The members of one shared subscription, section 4.8.2, and the messages that wait for one to be live.</summary>
/// <remarks>
/// Members change under the index's writer lock and are read without it; the backlog has a lock of its own, under which
/// nothing else is taken, and one thread at a time gives from it.
/// </remarks>
internal sealed class SharedGroup(long id, byte[] name) : ISlotted
{
    private readonly DeliveryQueue _backlog = new();
    private readonly Lock _backlogLock = new();
    private volatile Subscription[] _members = [];
    private uint _turn;
    private int _drains;
    private bool _isLossTold;

    public long Id { get; } = id;

    /// <summary>Empty only while the broker is restored and no subscription has named it yet.</summary>
    public byte[] Name { get; set; } = name;

    public int Slot { get; set; }

    /// <summary>The members at this moment.</summary>
    public ReadOnlySpan<Subscription> Members => _members;

    public bool IsEmpty => _members.Length == 0;

    /// <summary>Whether some member's session outlives its connection, so that messages may wait for it.</summary>
    public bool MayWait
    {
        get
        {
            foreach (var member in _members)
            {
                if (member.Session.IsDurable) return true;
            }

            return false;
        }
    }

    public void Add(Subscription member) => _members = [.. _members, member];

    public void Replace(Subscription old, Subscription with) =>
        _members = [.. _members.Select(member => member == old ? with : member)];

    public void Remove(Subscription member) => _members = [.. _members.Where(other => other != member)];

    /// <summary>Where to begin when members take turns.</summary>
    public uint NextTurn() => Interlocked.Increment(ref _turn);

    /// <summary>Whether one more message may wait; read without the lock it may be out by a few.</summary>
    public bool HasRoom(BrokerOptions options) =>
        _backlog.Count < options.QueuedMessagesMax && _backlog.Bytes < options.QueuedBytesMax;

    /// <summary>What waits. For whoever holds the lock of <see cref="Enter"/>.</summary>
    public DeliveryQueue Backlog => _backlog;

    /// <summary>Messages that wait. A hint.</summary>
    public int BacklogCount => _backlog.Count;

    /// <summary>Keeps a message until a member is live again. Its body stays in the journal if that has it.</summary>
    public void Keep(in QueuedDelivery delivery)
    {
        lock (_backlogLock) _backlog.Enqueue(delivery.Unloaded());
    }

    /// <summary>The message that has waited longest; it stays until it is taken.</summary>
    public bool TryPeek(out QueuedDelivery delivery)
    {
        lock (_backlogLock)
        {
            delivery = _backlog.Count > 0 ? _backlog.Peek() : default;
            return _backlog.Count > 0;
        }
    }

    /// <summary>Takes what <see cref="TryPeek"/> gave. Only for whoever drains.</summary>
    public void Take()
    {
        lock (_backlogLock)
        {
            _backlog.Dequeue();
            if (_backlog.Count == 0) _isLossTold = false;
        }
    }

    /// <summary>Whether a loss is to be told: the first one until the backlog has been empty, so that a flood of them is one event.</summary>
    public bool TryTellLoss()
    {
        lock (_backlogLock)
        {
            if (_isLossTold) return false;
            return _isLossTold = true;
        }
    }

    /// <summary>Puts what <see cref="TryPeek"/> gave behind all others: nobody there may receive it. Only for whoever drains.</summary>
    public void Postpone()
    {
        lock (_backlogLock) _backlog.Enqueue(_backlog.Dequeue());
    }

    /// <summary>Takes the lock of the backlog, to look at it while it stands still.</summary>
    public Lock.Scope Enter() => _backlogLock.EnterScope();

    /// <summary>Asks to give from the backlog.</summary>
    /// <returns>False when another thread does it already: it will look again.</returns>
    public bool TryBeginDrain() => Interlocked.Increment(ref _drains) == 1;

    /// <summary>Ends a drain that failed.</summary>
    public void AbandonDrain() => Volatile.Write(ref _drains, 0);

    /// <summary>Ends a round.</summary>
    /// <param name="rounds">What was asked for when the round began.</param>
    /// <returns>False when more was asked for meanwhile: go round again.</returns>
    public bool TryEndDrain(ref int rounds)
    {
        var asked = Interlocked.CompareExchange(ref _drains, 0, rounds);
        if (asked == rounds) return true;
        rounds = asked;
        return false;
    }
}
