namespace Heliograph.Broker.Sessions;

/// <summary>The members of one shared subscription, section 4.8.2, and the messages that wait for one to be live.</summary>
/// <remarks>Members change under the index's writer lock and are read without it; the backlog has a lock of its own.</remarks>
internal sealed class SharedGroup(long id, byte[] name) : ISlotted
{
    private readonly Queue<QueuedDelivery> _backlog = [];
    private volatile Subscription[] _members = [];
    private uint _turn;
    private long _backlogBytes;

    public long Id { get; } = id;

    public byte[] Name { get; } = name;

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
        _backlog.Count < options.QueuedMessagesMax && Volatile.Read(ref _backlogBytes) < options.QueuedBytesMax;

    /// <summary>Keeps a message until a member is live again.</summary>
    /// <returns>False when the backlog is full.</returns>
    public bool TryKeep(in QueuedDelivery delivery, BrokerOptions options)
    {
        lock (_backlog)
        {
            if (!HasRoom(options)) return false;
            _backlog.Enqueue(delivery);
            _backlogBytes += delivery.Message.Size;
            return true;
        }
    }

    /// <summary>Takes all messages that have waited, in order.</summary>
    public QueuedDelivery[] TakeBacklog()
    {
        lock (_backlog)
        {
            var taken = _backlog.ToArray();
            _backlog.Clear();
            _backlogBytes = 0;
            return taken;
        }
    }
}
