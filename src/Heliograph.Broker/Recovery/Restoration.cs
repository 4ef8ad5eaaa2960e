using System.Diagnostics.CodeAnalysis;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Retained;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Recovery;

/// <summary>Rebuilds a broker's state from what its journal kept, before it serves anyone. Used by one thread.</summary>
/// <remarks>
/// Records after the snapshot may already have had their effect in it, so each is applied in a way that does no harm twice:
/// what is added is not added again, what is to be taken and is not there had left already, and what is set is set again.
/// A record about a session that is unknown is about one that has ended.
/// </remarks>
internal sealed class Restoration(
    BrokerContext context, SessionRegistry registry, SubscriptionIndex subscriptions, RetainedStore retained,
    IAuthorizer authorizer, Timers timers) : IReplay
{
    private readonly Dictionary<long, RestoredSession> _sessions = [];
    private readonly Dictionary<long, Session> _leaving = []; // ended, with wills that are still to be published
    private readonly HashSet<(long Session, long Group, Lsn Id)> _seen = []; // by the snapshot, although it came after its beginning
    private readonly Dictionary<long, (SharedGroup Group, RestoredQueue Backlog)> _groups = [];
    private Lsn _snapshot;
    private long _lastSession;
    private long _lastGroup;

    public void Begin(Lsn snapshot) => _snapshot = snapshot;

    public void Apply(Lsn lsn, in JournalRecord record)
    {
        switch (record.Kind)
        {
            case RecordKind.SessionOpened: OnSessionOpened(record); break;
            case RecordKind.SessionEnded: OnSessionEnded(record.Session); break;
            case RecordKind.WillCleared: OnWillGone(record); break;
            case RecordKind.Published: OnPublished(lsn, record); break;
            case RecordKind.Retained: retained.Restore(record.Body.Topic, record.Body.ToMessage(record.MessageId)); break;
            case RecordKind.RetainedCleared: retained.Restore(record.Topic, null); break;
            case RecordKind.Dropped: OnDropped(record); break;
            case RecordKind.Moved: OnMoved(record); break;
            case RecordKind.Queued: OnQueued(record); break;
            case RecordKind.Numbering:
                _lastSession = Math.Max(_lastSession, record.Session);
                _lastGroup = Math.Max(_lastGroup, record.Group);
                break;
            default:
                if (_sessions.TryGetValue(record.Session, out var session)) ApplyTo(session, lsn, record);
                break;
        }
    }

    /// <summary>Puts everything in its place: the broker may serve afterwards.</summary>
    /// <param name="last">When the journal ended, as far as it tells: whoever was connected lost the connection then.</param>
    public void Complete(Instant last)
    {
        registry.StartAfter(_lastSession);
        subscriptions.StartAfter(_lastGroup);
        foreach (var (_, restored) in _sessions.OrderByDescending(pair => pair.Key))
        {
            // The later of two sessions of one client id: the end of the other was never written.
            if (registry.TryAdd(restored.Session)) Settle(restored, last);
            else EndReplaced(restored.Session);
        }

        foreach (var (_, session) in _leaving)
        {
            registry.Leave(session);
            AwaitDueWills(session, last);
        }
    }

    private void EndReplaced(Session session)
    {
        session.TakeDueWill();
        session.End();
        if (session.DueWills.Length > 0) _leaving[session.Id] = session;
    }

    private void AwaitDueWills(Session session, Instant last)
    {
        foreach (var will in session.DueWills) timers.Add(last, new(TimerKind.Will, session, will));
    }

    private void Settle(RestoredSession restored, Instant last)
    {
        var session = restored.Session;
        session.Outbound.Recount();
        foreach (var subscription in session.Subscriptions.All) subscriptions.Add(subscription);
        if (restored.IsAttached) session.Detach(last);
        AwaitDueWills(session, last);
        if (session.Will is { } will)
            timers.Add(session.DetachedAt.PlusSeconds(will.DelaySeconds), new(TimerKind.Will, session, will));
        if (session.ExpiresAt != Instant.Never) timers.Add(session.ExpiresAt, new(TimerKind.SessionExpiry, session));
    }

    private void ApplyTo(RestoredSession restored, Lsn lsn, in JournalRecord record)
    {
        var session = restored.Session;
        switch (record.Kind)
        {
            case RecordKind.SessionDetached:
                restored.IsAttached = false;
                session.RestoreDetached(record.At);
                break;
            case RecordKind.Subscribed: OnSubscribed(session, record); break;
            case RecordKind.Unsubscribed:
                session.Subscriptions.TryRemove(record.Topic, out _);
                break;
            case RecordKind.InboundHeld: session.Inbound.Hold(record.PacketId); break;
            case RecordKind.InboundReleased: session.InboundIfAny?.Release(record.PacketId); break;
            case RecordKind.Sent: OnSent(restored, record); break;
            case RecordKind.Received or RecordKind.Completed: OnAnswered(restored, record); break;
            case RecordKind.WillSet:
                session.RestoreWill(new(record.Body.ToMessage(Lsn.None), record.ExpirySeconds, record.MessageExpirySeconds)
                {
                    Id = record.WillId > Lsn.None ? record.WillId : lsn,
                });
                break;
        }
    }

    private void OnSessionOpened(in JournalRecord record)
    {
        var identity = new Identity(record.ClientId!, record.UserName, Peer.None);
        if (!_sessions.TryGetValue(record.Session, out var restored))
        {
            restored = new(new(context, record.Session, identity, record.ExpirySeconds));
            _sessions.Add(record.Session, restored);
            _lastSession = Math.Max(_lastSession, record.Session);
        }

        restored.Session.Restore(identity, record.ExpirySeconds);
        restored.IsAttached = true;
    }

    private void OnSubscribed(Session session, in JournalRecord record)
    {
        var isShared = TopicFilter.TrySplitShared(record.Topic, out var name, out var topicFilter);
        if (!isShared) topicFilter = record.Topic;
        var group = isShared ? GroupOf(record.Group) : null;
        if (group is { Name.Length: 0 }) group.Name = name.ToArray();
        var options = new SubscriptionOptions(record.Options);
        var rulesVersion = authorizer.RulesVersion;
        var decision = authorizer.Decide(new(session.Identity, AccessAction.Subscribe, topicFilter, options.QoS));
        var subscription = new Subscription(record.Topic)
        {
            Session = session,
            Options = options,
            Ids = record.SubscriptionId > 0 ? [record.SubscriptionId] : null,
            AskPerDelivery = decision.Answer != AccessAnswer.Allowed, // rules that no longer allow it are asked each time
            RulesVersion = rulesVersion,
            GrantedTo = session.Identity,
            Group = group,
        };
        session.Subscriptions.Put(subscription);
    }

    private void OnPublished(Lsn lsn, in JournalRecord record)
    {
        if (record.PacketId > 0 && _sessions.TryGetValue(record.Session, out var publisher)) publisher.Session.Inbound.Hold(record.PacketId);
        if (record.WillId > Lsn.None) OnWillGone(record);
        if (record.Retained) retained.Restore(record.Body.Topic, record.Body.ToMessage(lsn));
        foreach (var destination in record.Destinations)
        {
            if (!_seen.Contains((destination.Session, destination.Group, lsn)))
                Enqueue(lsn, destination, record.Body.Size, record.Body.ExpiresAt, mayBeThere: false);
        }
    }

    // Whatever is not given up before is due: it outlasts the session.
    private void OnSessionEnded(long id)
    {
        if (!_sessions.Remove(id, out var ended)) return;
        ended.Session.RestoreEnded();
        if (ended.Session.DueWills.Length > 0) _leaving[id] = ended.Session;
    }

    // Another will may have been set before the end of this one was written.
    private void OnWillGone(in JournalRecord record)
    {
        var session = _sessions.TryGetValue(record.Session, out var restored) ? restored.Session : _leaving.GetValueOrDefault(record.Session);
        if (session is null) return;
        var id = record.WillId;
        if (session.Will?.Id == id) session.Will = null;
        else if (Array.Find(session.DueWills, due => due.Id == id) is { } due) session.SettleWill(due);
        if (session is { IsEnded: true, DueWills: [] }) _leaving.Remove(record.Session);
    }

    private void OnMoved(in JournalRecord record)
    {
        OnDropped(record);
        var destination = record.Destinations[0];
        if (destination.Session > 0 && _sessions.TryGetValue(destination.Session, out var to) && IsInFlight(to.Session, record.MessageId, destination.Group))
            return;
        Enqueue(record.MessageId, destination, record.Delivery.Size, record.Delivery.ExpiresAt, mayBeThere: true);
    }

    private void OnDropped(in JournalRecord record)
    {
        if (TryFindQueue(record.Session, record.Group, out var queue)) queue.TryTake(record.MessageId, record.Group, out _);
    }

    private void Enqueue(Lsn id, in Destination destination, int size, Instant expiresAt, bool mayBeThere)
    {
        if (!TryFindQueue(destination.Session, destination.Group, out var queue)) return;
        queue.Add(
            new QueuedDelivery
            {
                Id = id,
                Size = size,
                ExpiresAt = expiresAt,
                QoS = destination.QoS,
                Retain = destination.Retain,
                SubscriptionIds = destination.SubscriptionIds,
                Group = GroupOf(destination.Group),
            },
            mayBeThere);
    }

    private void OnQueued(in JournalRecord record)
    {
        var stored = record.Delivery;
        var group = GroupOf(stored.Group); // its members may have come while the snapshot was written
        if (!TryFindQueue(record.Session, stored.Group, out var queue)) return;
        var delivery = new QueuedDelivery
        {
            Id = record.MessageId,
            Size = stored.Size,
            ExpiresAt = stored.ExpiresAt,
            QoS = stored.QoS,
            Retain = stored.Retain,
            SubscriptionIds = stored.SubscriptionIds,
            Group = group,
        };
        if (delivery.Id >= _snapshot) _seen.Add((record.Session, stored.Group, delivery.Id));
        if (stored.Stage == 0) queue.Load(delivery);
        else _sessions[record.Session].Session.Outbound.OwnWindow.Restore(delivery, (DeliveryStage)(stored.Stage - 1), record.PacketId);
    }

    private static void OnSent(RestoredSession restored, in JournalRecord record)
    {
        var window = restored.Session.Outbound.OwnWindow;
        if (!restored.Queue.TryTake(record.MessageId, record.Group, out var delivery)) return;
        if (window.IndexOf(record.PacketId) >= 0) return; // the snapshot saw a later use of the id: this one was finished
        window.Restore(
            delivery, delivery.QoS == QoS.AtLeastOnce ? DeliveryStage.AwaitPubAck : DeliveryStage.AwaitPubRec, record.PacketId);
    }

    private static void OnAnswered(RestoredSession restored, in JournalRecord record)
    {
        var window = restored.Session.Outbound.Window;
        var place = window.IndexOf(record.PacketId);
        if (place < 0 || window.At(place).Delivery.Id != record.MessageId) return;
        ref var entry = ref window.At(place);
        if (record.Kind == RecordKind.Completed)
        {
            window.Finish(ref entry);
            return;
        }

        entry.Stage = DeliveryStage.AwaitPubComp;
        entry.Delivery = entry.Delivery.Spent();
    }

    private static bool IsInFlight(Session session, Lsn id, long group)
    {
        var window = session.Outbound.Window;
        for (var at = window.Oldest; at >= 0; at = window.At(at).Later)
        {
            if (window.At(at).Delivery.Is(id, group)) return true;
        }

        return false;
    }

    // A delivery may name a group before any subscription does.
    private SharedGroup? GroupOf(long id)
    {
        if (id == 0) return null;
        if (_groups.TryGetValue(id, out var known)) return known.Group;
        var group = new SharedGroup(id, []);
        _groups.Add(id, (group, new(group.Backlog)));
        _lastGroup = Math.Max(_lastGroup, id);
        return group;
    }

    private bool TryFindQueue(long session, long group, [NotNullWhen(true)] out RestoredQueue? queue)
    {
        queue = null;
        if (session > 0) queue = _sessions.TryGetValue(session, out var restored) ? restored.Queue : null;
        else if (_groups.TryGetValue(group, out var known)) queue = known.Backlog;
        return queue is not null;
    }
}
