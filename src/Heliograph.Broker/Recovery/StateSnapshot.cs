using Heliograph.Broker.Connections;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Retained;
using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Recovery;

/// <summary>Writes the whole durable state as records, while the broker goes on.</summary>
/// <remarks>
/// Each session is written under its lock, one after the other, so what is written is no single moment; but each record has
/// the same effect when it is applied again, and the journal is replayed from a moment at which every earlier record had
/// had its effect. Sessions come before shared groups: what a group gives to a session in between is noted by the walk.
/// Groups are found in the index and not through the sessions: a member that is written already may join a group that
/// then loses the others. All come in the order of their numbers, so that one state gives the same records in every process.
/// </remarks>
internal sealed class StateSnapshot(
    BrokerContext context, SessionRegistry sessions, SubscriptionIndex subscriptions, RetainedStore retained, BatchGate gate)
{
    /// <summary>Writes everything. One caller at a time, not from within a batch.</summary>
    public void Write(IStateWriter walk)
    {
        try
        {
            gate.WhileEmpty(() =>
            {
                walk.Begin();
                context.Walk = walk;
            });
            walk.Write(new() { Kind = RecordKind.Numbering, Session = sessions.LastId, Group = subscriptions.LastGroupId });
            WriteRetained(walk);
            foreach (var session in sessions.All.OrderBy(session => session.Id)) WriteSession(session, walk);
            foreach (var session in sessions.Leaving.OrderBy(session => session.Id)) WriteLeaving(session, walk);
            foreach (var group in subscriptions.Groups().OrderBy(group => group.Id)) WriteBacklog(group, walk);
        }
        finally
        {
            context.Walk = null;
        }
    }

    private void WriteRetained(IStateWriter walk)
    {
        foreach (var message in retained.Everything())
        {
            if (message.Id == Lsn.None) continue; // the broker's own: said again after a start
            walk.Write(new() { Kind = RecordKind.Retained, MessageId = message.Id, Message = message });
        }
    }

    private static void WriteSession(Session session, IStateWriter walk)
    {
        lock (session)
        {
            if (session.IsEnded) return;
            if (!session.IsDurable)
            {
                KeepBodies(session, walk);
                return;
            }

            WriteSelf(session, walk);
            var window = session.Outbound.Window;
            for (var at = window.Oldest; at >= 0; at = window.At(at).Later)
            {
                ref var entry = ref window.At(at);
                WriteDelivery(session.Id, entry.Delivery, (byte)(1 + entry.Stage), entry.PacketId, walk);
            }

            foreach (var delivery in session.Outbound.Deliveries) WriteDelivery(session.Id, delivery, stage: 0, packetId: 0, walk);
        }
    }

    private static void WriteSelf(Session session, IStateWriter walk)
    {
        walk.Write(session.OpeningRecord());
        if (session.Link is null) walk.Write(new() { Kind = RecordKind.SessionDetached, Session = session.Id, At = session.DetachedAt });
        foreach (var subscription in session.Subscriptions.All) walk.Write(subscription.Record());
        foreach (var packetId in session.InboundIfAny?.PacketIds ?? [])
            walk.Write(new() { Kind = RecordKind.InboundHeld, Session = session.Id, PacketId = packetId });
        WriteWills(session, walk);
    }

    // The last will of a session is the one that is not due, so those come first.
    private static void WriteWills(Session session, IStateWriter walk)
    {
        foreach (var due in session.DueWills) walk.Write(due.Record(session.Id));
        if (session.Will is { } will) walk.Write(will.Record(session.Id));
    }

    // It has ended; a will of it that the journal knows is still to be published.
    private static void WriteLeaving(Session session, IStateWriter walk)
    {
        lock (session)
        {
            if (!session.DueWills.Any(will => will.Id > Lsn.None)) return;
            walk.Write(session.OpeningRecord());
            WriteWills(session, walk);
            walk.Write(new() { Kind = RecordKind.SessionEnded, Session = session.Id });
        }
    }

    // It ends with its connection, but until then its queue may have bodies in the journal.
    private static void KeepBodies(Session session, IStateWriter walk)
    {
        var window = session.Outbound.Window;
        for (var at = window.Oldest; at >= 0; at = window.At(at).Later) Keep(window.At(at).Delivery.Id, walk);
        foreach (var delivery in session.Outbound.Deliveries) Keep(delivery.Id, walk);
    }

    private static void Keep(Lsn id, IStateWriter walk)
    {
        if (id > Lsn.None) walk.Keep(id);
    }

    private static void WriteBacklog(SharedGroup group, IStateWriter walk)
    {
        if (!group.MayWait) return; // nobody durable waits for it
        using var entered = group.Enter();
        foreach (var delivery in group.Backlog) WriteDelivery(session: 0, delivery, stage: 0, packetId: 0, walk);
    }

    // What has no number is in no record: nobody durable waits for it.
    private static void WriteDelivery(long session, in QueuedDelivery delivery, byte stage, ushort packetId, IStateWriter walk)
    {
        if (delivery.Id == Lsn.None) return;
        walk.Write(new()
        {
            Kind = RecordKind.Queued,
            Session = session,
            MessageId = delivery.Id,
            PacketId = packetId,
            Delivery = delivery.Stored(stage),
        });
        if (stage != 1 + (int)DeliveryStage.AwaitPubComp) walk.Keep(delivery.Id); // of that one the number is enough
    }
}
