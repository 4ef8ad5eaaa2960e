using Heliograph.Broker.Counters;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Retained;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Delivery;

/// <summary>Brings a message to the retained store and to every session that wants it.</summary>
/// <remarks>
/// Called under no session's lock; takes the lock of one receiver at a time (law L3). The order: match, check for room,
/// write one record that names all durable receivers, then deliver. So a crash keeps or loses the whole of a publish.
/// </remarks>
internal sealed class Router(
    BrokerContext context, SubscriptionIndex subscriptions, RetainedStore retained, SharedDelivery shared)
{
    private static readonly VolatileJournal Unwritten = new();

    /// <summary>Routes one message.</summary>
    /// <param name="publication">The message; owned only if someone must keep it.</param>
    /// <param name="origin">What the record says of the publisher's session.</param>
    /// <param name="batch">The batch it happens in.</param>
    public PublishOutcome Publish(scoped ref Publication publication, PublishOrigin origin, Batch batch)
    {
        var matches = batch.RouterScratch as MatchSet ?? new();
        batch.RouterScratch = null;
        var outcome = publication.Retain
            ? AcceptRetained(ref publication, origin, matches, batch)
            : MatchAndAccept(ref publication, origin, matches, batch);
        if (context.Topics.IsWatched && !publication.IsTransient && outcome.Result != PublishResult.Refused)
            context.Topics.Count(publication.Topic, publication.Payload.Length, publication.QoS, batch.Now);
        if (outcome.Result == PublishResult.Accepted)
        {
            batch.Encodings.Begin();
            publication.Note(outcome.Id, outcome.Lsn);
            var lsn = outcome.Lsn;
            foreach (ref var match in matches.Matches) lsn = Lsn.Later(lsn, Deliver(ref publication, match, outcome.Lsn, batch));
            outcome = outcome with { Lsn = lsn };
            foreach (ref var match in matches.Matches)
            {
                if (match.Group is { BacklogCount: > 0 } group) shared.Drain(group, batch);
            }
        }

        matches.Clear();
        batch.RouterScratch = matches;
        return outcome;
    }

    // Whoever subscribes meanwhile is either matched, or finds the message in the store: see RetainedStore.Enter.
    private PublishOutcome AcceptRetained(
        scoped ref Publication publication, PublishOrigin origin, MatchSet matches, Batch batch)
    {
        using var entered = retained.Enter();
        return MatchAndAccept(ref publication, origin, matches, batch);
    }

    private PublishOutcome MatchAndAccept(
        scoped ref Publication publication, PublishOrigin origin, MatchSet matches, Batch batch)
    {
        var choice = shared.ChoiceFor(publication.Topic, publication.QoS, publication.Payload.Length, publication.PublisherId);
        var most = context.Options.Habits.UpgradesQoS ? QoS.ExactlyOnce : publication.QoS;
        var collector = new MatchCollector(matches, most, publication.PublisherId, choice, batch);
        subscriptions.Match(publication.Topic, ref collector);
        return Accept(ref publication, origin, matches, batch);
    }

    private PublishOutcome Accept(
        scoped ref Publication publication, PublishOrigin origin, MatchSet matches, Batch batch)
    {
        if (publication.IsTransient)
        {
            if (publication.Retain) retained.Keep(publication.Own(), Unwritten, default, batch.Now);
            return new(matches.Matches.IsEmpty ? PublishResult.NoSubscribers : PublishResult.Accepted, Lsn.None, Lsn.None);
        }

        if (publication.QoS > QoS.AtMostOnce && IsSomeQueueFull(matches, batch, out var refused)) return refused;
        var hasRoom = context.CanKeepMessages;
        var retains = publication.Retain && hasRoom && MayRetain(ref publication);
        var isUnretained = publication.Retain && !retains;
        if (isUnretained)
        {
            if ((publication.MustBeRetained || !hasRoom) && publication.QoS > QoS.AtMostOnce)
                return PublishOutcome.Refused(hasRoom ? PublishRefusal.RetainedFull : PublishRefusal.NoRoom);
            batch.Counters.AddDropped(DropCause.NotRetained);
        }

        if (hasRoom) matches.CollectDestinations(publication.Retain, context.Options.QueueQoS0Offline);
        else if (publication.QoS > QoS.AtMostOnce && (matches.HasDurable || origin.Session is { IsDurable: true }))
            return PublishOutcome.Refused(PublishRefusal.NoRoom);
        var (id, lsn) = Record(ref publication, origin, retains, matches, batch.Now);
        return new(matches.Matches.IsEmpty ? PublishResult.NoSubscribers : PublishResult.Accepted, id, lsn, isUnretained);
    }

    private (Lsn Id, Lsn Lsn) Record(scoped ref Publication publication, PublishOrigin origin, bool retains, MatchSet matches, Instant now)
    {
        var cleared = Lsn.None;
        if (retains && publication.Payload.IsEmpty)
        {
            cleared = retained.Clear(publication.Topic, context.Journal); // [MQTT-3.3.1-6]
            retains = false;
        }

        // A will that the journal knows is told to be gone, even if its session does not last any more.
        var session = origin.Session is { } from && (from.IsDurable || origin.WillId > Lsn.None) ? from.Id : 0;
        if (!retains && matches.Destinations.IsEmpty)
            return (Lsn.None, session > 0 ? Lsn.Later(cleared, RecordOrigin(session, origin)) : cleared);

        var message = publication.Own();
        var record = new JournalRecord
        {
            Kind = RecordKind.Published,
            Session = session,
            PacketId = session > 0 ? origin.PacketId : (ushort)0,
            WillId = session > 0 ? origin.WillId : Lsn.None,
            Message = message,
            Retained = retains,
            Destinations = matches.Destinations,
        };
        var id = retains ? retained.Keep(message, context.Journal, record, now) : context.Journal.Append(record);
        return (id, Lsn.Later(cleared, id));
    }

    // Nobody durable wanted the message: the journal learns what its publisher's session needs all the same.
    private Lsn RecordOrigin(long session, PublishOrigin origin)
    {
        if (origin.PacketId > 0)
            return context.Journal.Append(new() { Kind = RecordKind.InboundHeld, Session = session, PacketId = origin.PacketId });
        return origin.WillId > Lsn.None
            ? context.Journal.Append(new() { Kind = RecordKind.WillCleared, Session = session, WillId = origin.WillId })
            : Lsn.None;
    }

    private bool IsSomeQueueFull(MatchSet matches, Batch batch, out PublishOutcome refused)
    {
        refused = default;
        if (context.Options.QueueFull != QueueFullPolicy.Refuse) return false;
        foreach (ref var match in matches.Matches)
        {
            if (match.QoS == QoS.AtMostOnce) continue;
            if (match.Session is null && !match.Group!.HasRoom(context.Options))
            {
                refused = PublishOutcome.Refused(PublishRefusal.GroupFull);
                return true;
            }

            if (match.Session is not { IsDurable: true } session) continue;
            if (session.Outbound.HasRoom) continue;
            lock (session)
            {
                if (session.IsEnded || session.Outbound.TryFindRoom(batch)) continue;
                refused = PublishOutcome.Refused(PublishRefusal.QueueFull, session.ClientId);
                return true;
            }
        }

        return false;
    }

    private bool MayRetain(scoped ref Publication publication)
    {
        var size = publication.Topic.Length + publication.Properties.Length + publication.Payload.Length;
        return publication.Payload.IsEmpty || retained.HasRoomFor(publication.Topic, size, context.Options);
    }

    // Gives the record, later than that of the publish, that acknowledging it must wait for too; None for none.
    private Lsn Deliver(scoped ref Publication publication, in Match match, Lsn lsn, Batch batch)
    {
        var retain = match.RetainAsPublished && publication.Retain; // [MQTT-3.3.1-12] [MQTT-3.3.1-13]
        if (match.Session is not { } session)
        {
            shared.Keep(new(publication.Own(), match.QoS, retain, match.Ids, match.Group), batch);
            return Lsn.None;
        }

        lock (session)
        {
            if (match.Group is not null && !session.IsLive) // it has left since it was chosen
                return shared.Return(new(publication.Own(), match.QoS, retain, match.Ids, match.Group), session, batch);
            if (session.IsEnded) return Lsn.None;
            session.KeepLsn(lsn);
            if (match.QoS > QoS.AtMostOnce)
                session.Outbound.Offer(new(publication.Own(), match.QoS, retain, match.Ids, match.Group), batch);
            else if (!session.Outbound.OfferQoS0(ref publication, retain, match.Ids, match.IsRecorded, batch) && match.IsRecorded)
                session.RecordDropped(publication.Id, match.Group); // it came back before the message
            return Lsn.None;
        }
    }
}
