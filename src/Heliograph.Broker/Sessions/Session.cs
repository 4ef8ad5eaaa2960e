using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Sessions;

/// <summary>What the broker keeps for one client id, connected or not, section 4.1.</summary>
/// <remarks>
/// The session object is its own lock: everything here changes under it, but for what is marked volatile, which is
/// read without it. At most one such lock is held at a time, and nothing but the journal is called under it (law L3);
/// that of <see cref="Inbound"/> comes before it.
/// </remarks>
internal sealed class Session
{
    private readonly BrokerContext _context;
    private volatile ClientLink? _link;
    private volatile bool _isEnded;
    private volatile uint _expirySeconds;
    private OwnSubscriptions _subscriptions = new();
    private InboundQos2? _inbound;
    private long _denialToldAt = long.MinValue / 2;

    public Session(BrokerContext context, long id, Identity identity, uint expirySeconds)
    {
        _context = context;
        _expirySeconds = expirySeconds;
        Id = id;
        Identity = identity;
        Outbound = new(this, context);
    }

    /// <summary>Unique in this broker; never used again.</summary>
    public long Id { get; }

    public string ClientId => Identity.ClientId;

    /// <summary>Of the present or last connection.</summary>
    public Identity Identity { get; private set; }

    /// <summary>Seconds the session outlives its connection; 0xFFFFFFFF is for ever.</summary>
    public uint ExpirySeconds => _expirySeconds;

    /// <summary>Whether its state is written to the journal.</summary>
    public bool IsDurable => _expirySeconds > 0;

    /// <summary>The present connection, or null. Volatile.</summary>
    public ClientLink? Link => _link;

    /// <summary>Whether messages can be sent now. Volatile.</summary>
    public bool IsLive => _link is { IsClosing: false };

    /// <summary>The session is gone: nothing is delivered to it any more. Volatile.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>When the connection was lost; meaningful while there is none.</summary>
    public Instant DetachedAt { get; private set; }

    public Outbound Outbound { get; }

    /// <summary>Made when it is needed first. Any thread.</summary>
    public InboundQos2 Inbound
    {
        get
        {
            if (InboundIfAny is { } there) return there;
            var made = new InboundQos2();
            return Interlocked.CompareExchange(ref _inbound, made, null) ?? made;
        }
    }

    /// <summary>As <see cref="Inbound"/>; null where no QoS 2 has come yet.</summary>
    public InboundQos2? InboundIfAny => Volatile.Read(ref _inbound);

    /// <summary>The will of the present or last connection, while it is neither due nor given up.</summary>
    public Will? Will { get; set; }

    /// <summary>
    /// Wills that are due and that no record says to be published yet: they outlast the session, and its next will.
    /// Replaced whole.
    /// </summary>
    public Will[] DueWills { get; private set; } = [];

    /// <summary>What it subscribes to.</summary>
    public ref OwnSubscriptions Subscriptions => ref _subscriptions;

    /// <summary>The number of the latest record about this session.</summary>
    public Lsn LastLsn { get; private set; }

    /// <summary>When the session ends if nobody comes back.</summary>
    public Instant ExpiresAt =>
        _expirySeconds == uint.MaxValue ? Instant.Never : DetachedAt.PlusSeconds(_expirySeconds);

    /// <summary>Whether nobody has come back in time.</summary>
    public bool IsExpired(Instant now) => _link is null && ExpiresAt <= now;

    /// <summary>Gives the session to a new connection. Output follows with <see cref="Outbound.Resume"/>.</summary>
    public void Attach(ClientLink link, Identity identity, uint expirySeconds)
    {
        _link = link;
        InboundIfAny?.Restart();
        Identity = identity;
        SetExpiry(expirySeconds);
        link.Outbox.Require(LastLsn);
    }

    /// <summary>Sets the expiry, and says so in the journal.</summary>
    public void SetExpiry(uint expirySeconds)
    {
        var wasDurable = IsDurable;
        _expirySeconds = expirySeconds;
        if (!wasDurable && !IsDurable) return;
        KeepLsn(_context.Journal.Append(IsDurable ? OpeningRecord() : new() { Kind = RecordKind.SessionEnded, Session = Id }));
    }

    /// <summary>The record that says that the session exists, connected, as it is now.</summary>
    public JournalRecord OpeningRecord() => new()
    {
        Kind = RecordKind.SessionOpened,
        Session = Id,
        ClientId = ClientId,
        UserName = Identity.UserName,
        ExpirySeconds = _expirySeconds,
    };

    /// <summary>Sets what a record of the journal says.</summary>
    public void Restore(Identity identity, uint expirySeconds)
    {
        Identity = identity;
        _expirySeconds = expirySeconds;
    }

    /// <summary>The connection was gone at an instant, as the journal says.</summary>
    public void RestoreDetached(Instant at) => DetachedAt = at;

    /// <summary>The connection is gone; the expiry clock starts.</summary>
    public void Detach(Instant now)
    {
        _link = null;
        DetachedAt = now;
        Record(new() { Kind = RecordKind.SessionDetached, Session = Id, At = now });
        Outbound.Unload();
    }

    /// <summary>The session is gone, but for wills that are due.</summary>
    public void End()
    {
        Record(new() { Kind = RecordKind.SessionEnded, Session = Id });
        _isEnded = true;
        _link = null;
    }

    /// <summary>The will is due from now on, whatever becomes of the session.</summary>
    public Will? TakeDueWill()
    {
        if (Will is not { } will) return null;
        Will = null;
        DueWills = [.. DueWills, will];
        return will;
    }

    /// <summary>Says in the journal that a will is given up, if the journal knows it.</summary>
    public void RecordWillGone(Will will)
    {
        if (will.Id > Lsn.None)
            KeepLsn(_context.Journal.Append(new() { Kind = RecordKind.WillCleared, Session = Id, WillId = will.Id }));
    }

    /// <summary>A due will has been published, or given up.</summary>
    public void SettleWill(Will will) => DueWills = [.. DueWills.Where(other => !ReferenceEquals(other, will))];

    /// <summary>Restores a will. Older ones that nobody gave up were about to be published.</summary>
    public void RestoreWill(Will will)
    {
        if (Will?.Id == will.Id || DueWills.Any(due => due.Id == will.Id)) return;
        if (Will?.Id > will.Id)
        {
            DueWills = [.. DueWills, will];
            return;
        }

        TakeDueWill();
        Will = will;
    }

    /// <summary>The session had ended when the journal did.</summary>
    public void RestoreEnded()
    {
        TakeDueWill();
        _isEnded = true;
    }

    /// <summary>The session was never joined: its connection was closed before.</summary>
    public void Abandon() => _isEnded = true;

    /// <summary>Writes a record if the session is durable.</summary>
    public Lsn Record(in JournalRecord record)
    {
        if (!IsDurable) return Lsn.None;
        var lsn = _context.Journal.Append(record);
        KeepLsn(lsn);
        return lsn;
    }

    /// <summary>Says in the journal that a message left the queue; nothing where the journal does not know it.</summary>
    public Lsn RecordDropped(Lsn id, SharedGroup? group) => id > Lsn.None
        ? Record(new() { Kind = RecordKind.Dropped, Session = Id, Group = group?.Id ?? 0, MessageId = id })
        : Lsn.None;

    /// <summary>Notes that something about this session stands at a number of the journal.</summary>
    public void KeepLsn(Lsn lsn) => LastLsn = Lsn.Later(LastLsn, lsn);

    /// <summary>
    /// Whether it is time to tell again that the rules keep a message from this client: a flood of them is one event a
    /// minute. Any thread, no lock.
    /// </summary>
    public bool TryTellDenial(Instant now)
    {
        var toldAt = Volatile.Read(ref _denialToldAt);
        return now.Milliseconds - toldAt >= 60_000
            && Interlocked.CompareExchange(ref _denialToldAt, now.Milliseconds, toldAt) == toldAt;
    }

    /// <summary>An event about this session's client.</summary>
    public BrokerEvent Event(Instant at, EventKind kind, ReasonCode code, string cause, string? topic = null) =>
        new(at, kind, ClientId, Identity.UserName, Identity.Address, code, cause, topic);
}
