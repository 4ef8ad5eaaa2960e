using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Routing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Delivery;

/// <summary>What shared groups keep: taken back from members that leave, given to members that are live, section 4.8.2.</summary>
/// <remarks>
/// A message goes from a member to its group's backlog and from there to another member, each time with a record, so that a
/// crash finds it with one of them. Wherever it waits unrecorded, nobody durable waits for it.
/// </remarks>
internal sealed class SharedDelivery(BrokerContext context, IAuthorizer authorizer, LevelHash hash)
{
    private enum Given : byte
    {
        Yes,

        /// <summary>A repair of the journal has lost its body.</summary>
        Lost,

        /// <summary>The disk cannot be read now: it stays, and so does what waits behind it.</summary>
        Unreadable,

        /// <summary>Nobody who is there may receive it.</summary>
        NotAllowed,

        /// <summary>Nobody is there, or nobody has room.</summary>
        NoRoom,
    }

    /// <summary>Decides who may be sent a message.</summary>
    public SharedChoice ChoiceFor(ReadOnlySpan<byte> topic, QoS qos, long payloadBytes, string publisherId) =>
        new(authorizer, context.Options.SharedStrategy, hash, topic, qos, payloadBytes, publisherId);

    /// <summary>Keeps a message, whose record names the group, until a member is live.</summary>
    public void Keep(in QueuedDelivery delivery, Batch batch)
    {
        var group = delivery.Group!;
        // Where the policy is to refuse, there was room when the publisher was asked to go on.
        if (group.HasRoom(context.Options) || context.Options.QueueFull == QueueFullPolicy.Refuse)
        {
            group.Keep(delivery);
            return;
        }

        DropForFull(group, batch);
        RecordDropped(group, delivery.Id);
    }

    /// <summary>Takes a message back for its group from a member that cannot deliver it. Call under the member's lock, then drain.</summary>
    /// <returns>The record that says so.</returns>
    public Lsn Return(in QueuedDelivery delivery, Session from, Batch batch)
    {
        var group = delivery.Group!;
        // What was acknowledged is not dropped where the policy is to refuse: then it waits above the bound.
        if (!group.HasRoom(context.Options) && context.Options.QueueFull != QueueFullPolicy.Refuse)
        {
            DropForFull(group, batch);
            return from.RecordDropped(delivery.Id, group);
        }

        if (QoSOf(delivery) == QoS.AtMostOnce)
        {
            if (delivery.TryLoad(context.Journal, out var loaded) && loaded.Message is not null)
                group.Keep(loaded with { Id = Lsn.None }); // for others who are there, or nobody
            return from.RecordDropped(delivery.Id, group);
        }

        if (delivery.Id > Lsn.None) context.Walk?.Keep(delivery.Id);
        var (id, lsn) = group.MayWait
            ? RecordMove(delivery, from.Id, group, toSession: 0)
            : (delivery.Id, from.RecordDropped(delivery.Id, group));
        from.KeepLsn(lsn);
        group.Keep(delivery with { Id = id });
        return lsn;
    }

    /// <summary>Gives live members what the group keeps, as far as they have room.</summary>
    public void Drain(SharedGroup group, Batch batch)
    {
        if (group.BacklogCount == 0 || !group.TryBeginDrain()) return;
        var rounds = 1;
        try
        {
            do GiveAll(group, batch);
            while (!group.TryEndDrain(ref rounds));
        }
        catch
        {
            group.AbandonDrain();
            throw;
        }
    }

    private void GiveAll(SharedGroup group, Batch batch)
    {
        for (var left = group.BacklogCount; left > 0 && group.TryPeek(out var delivery); left--)
        {
            if (delivery.IsExpired(batch.Now))
            {
                batch.Counters.Add(Counter.PublishExpired);
                Forget(group, delivery);
                continue;
            }

            var given = Give(delivery, group, batch);
            if (given == Given.Yes) group.Take();
            else if (given == Given.Unreadable) break;
            else if (given == Given.Lost) Drop(group, delivery, DropCause.BodyLost, batch);
            else if (QoSOf(delivery) == QoS.AtMostOnce) Drop(group, delivery, DropCause.NoMember, batch);
            else if (given == Given.NotAllowed) group.Postpone();
            else break;
        }

        while (!group.MayWait && group.TryPeek(out var delivery)) Drop(group, delivery, DropCause.NoMember, batch);
    }

    // A member may leave between the choice and the giving: then another is chosen.
    private Given Give(in QueuedDelivery kept, SharedGroup group, Batch batch)
    {
        if (!HasRoomSomewhere(group)) return Given.NoRoom;
        if (!kept.TryLoad(context.Journal, out var delivery)) return Given.Unreadable;
        if (delivery.Message is not { } message) return Given.Lost;
        while (ChoiceFor(message.Topic, message.QoS, message.Payload.Length, message.PublisherId).Of(group) is { } member && member.Session.Outbound.HasRoom)
        {
            var qos = member.Options.QoS < message.QoS ? member.Options.QoS : message.QoS;
            var retain = member.Options.RetainAsPublished && message.Retain;
            if (TryGive(member.Session, delivery with { QoS = qos, Retain = retain, SubscriptionIds = member.Ids }, group, batch))
                return Given.Yes;
        }

        return HasRoomSomewhere(group) ? Given.NotAllowed : Given.NoRoom;
    }

    private bool TryGive(Session session, QueuedDelivery delivery, SharedGroup group, Batch batch)
    {
        batch.Encodings.Begin();
        lock (session)
        {
            if (!session.IsLive) return false;
            var lsn = Lsn.None;
            if (session.IsDurable)
            {
                (var id, lsn) = RecordMove(delivery, fromSession: 0, group, session.Id);
                delivery = delivery with { Id = id };
            }
            else
            {
                if (delivery.Id > Lsn.None) context.Walk?.Keep(delivery.Id);
                lsn = RecordDropped(group, delivery.Id);
            }

            session.KeepLsn(lsn);
            session.Link?.Outbox.Require(lsn);
            if (delivery.QoS > QoS.AtMostOnce) session.Outbound.Offer(delivery, batch);
            else session.Outbound.OfferQueued(delivery, batch);
            return true;
        }
    }

    // What no record holds yet is recorded whole. Gives its number from now on, and that of the record.
    private (Lsn Id, Lsn Lsn) RecordMove(in QueuedDelivery delivery, long fromSession, SharedGroup group, long toSession)
    {
        Destination destination = new(toSession, group.Id, delivery.QoS, delivery.Retain, delivery.SubscriptionIds);
        if (delivery.Id == Lsn.None)
        {
            var lsn = context.Journal.Append(new()
            {
                Kind = RecordKind.Published,
                Message = delivery.Message,
                Destinations = [destination],
            });
            return (lsn, lsn);
        }

        context.Walk?.Keep(delivery.Id);
        return (delivery.Id, context.Journal.Append(new()
        {
            Kind = RecordKind.Moved,
            Session = fromSession,
            Group = group.Id,
            MessageId = delivery.Id,
            Delivery = delivery.Stored(stage: 0),
            Destinations = [destination],
        }));
    }

    private static void DropForFull(SharedGroup group, Batch batch)
    {
        batch.Counters.AddDropped(DropCause.QueueFull);
        if (!group.TryTellLoss()) return;
        var filter = group.Members is [var member, ..] ? Encoding.UTF8.GetString(member.Filter) : null;
        batch.Report(new(batch.Now, EventKind.Dropped, "", null, null, ReasonCode.QuotaExceeded, LossCauses.GroupQueueFull, filter));
    }

    private void Drop(SharedGroup group, in QueuedDelivery delivery, DropCause cause, Batch batch)
    {
        batch.Counters.AddDropped(cause);
        Forget(group, delivery);
    }

    private void Forget(SharedGroup group, in QueuedDelivery delivery)
    {
        RecordDropped(group, delivery.Id);
        group.Take();
    }

    private Lsn RecordDropped(SharedGroup group, Lsn id) => id > Lsn.None
        ? context.Journal.Append(new() { Kind = RecordKind.Dropped, Group = group.Id, MessageId = id })
        : Lsn.None;

    // As published: a delivery at QoS 0 may be that of a member who asked for no more.
    private QoS QoSOf(in QueuedDelivery delivery) =>
        delivery.QoS > QoS.AtMostOnce ? delivery.QoS
        : delivery.TryLoad(context.Journal, out var loaded) ? loaded.Message?.QoS ?? QoS.AtMostOnce
        : QoS.AtLeastOnce;

    private static bool HasRoomSomewhere(SharedGroup group)
    {
        foreach (var member in group.Members)
        {
            if (member.Session.IsLive && member.Session.Outbound.HasRoom) return true;
        }

        return false;
    }
}
