using System.Collections.Concurrent;
using Heliograph.Broker.Access;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Retained;
using Heliograph.Broker.Routing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Delivery;

/// <summary>Brings a message to the retained store and to every session that wants it.</summary>
/// <remarks>
/// Called under no session's lock; takes the lock of one receiver at a time (law L3). The order: match, check for room,
/// write one record that names all durable receivers, then deliver. So a crash keeps or loses the whole of a publish.
/// </remarks>
internal sealed class Router(
    BrokerContext context, SubscriptionIndex subscriptions, RetainedStore retained, IAuthorizer authorizer,
    LevelHash hash)
{
    private static readonly VolatileJournal Unwritten = new();

    private readonly ConcurrentBag<MatchSet> _spares = [];

    /// <summary>Routes one message.</summary>
    /// <param name="publication">The message; owned only if someone must keep it.</param>
    /// <param name="publisher">Whose QoS 2 packet id the record must hold, if any.</param>
    /// <param name="batch">The batch it happens in.</param>
    public PublishOutcome Publish(scoped ref Publication publication, PublisherId publisher, Batch batch)
    {
        if (!_spares.TryTake(out var matches)) matches = new();
        var choice = ChoiceFor(publication.Topic, publication.QoS, publication.PublisherId);
        var collector = new MatchCollector(matches, publication.QoS, publication.PublisherId, choice);
        subscriptions.Match(publication.Topic, ref collector);
        var outcome = Accept(ref publication, publisher, matches, batch);
        if (outcome.Result == PublishResult.Accepted)
        {
            batch.Encodings.Begin();
            publication.DependOn(outcome.Lsn);
            foreach (ref var match in matches.Matches) Deliver(ref publication, match, outcome.Lsn, batch);
            foreach (ref var match in matches.Matches)
            {
                if (match is { Session: null, Group: { } group }) OfferAgain(group, batch);
            }
        }

        matches.Clear();
        _spares.Add(matches);
        return outcome;
    }

    /// <summary>Decides who may be sent a message.</summary>
    public SharedChoice ChoiceFor(ReadOnlySpan<byte> topic, QoS qos, string publisherId) =>
        new(authorizer, context.Options.SharedStrategy, hash, topic, qos, publisherId);

    /// <summary>Gives messages that a shared group had for a session that left to its live members, or keeps them.</summary>
    public void Redistribute(IReadOnlyList<QueuedDelivery> deliveries, Batch batch)
    {
        if (deliveries.Count == 0) return;
        var keepers = new HashSet<SharedGroup>();
        foreach (var delivery in deliveries)
        {
            if (delivery.Group is { } group && !TryGive(delivery, group, batch) && TryKeep(delivery, group, batch)) keepers.Add(group);
        }

        foreach (var group in keepers) OfferAgain(group, batch);
    }

    // A member may have come while the group kept the message: it has looked for messages before this one was there. Once
    // only: whoever comes after that finds the message in the backlog.
    private void OfferAgain(SharedGroup group, Batch batch)
    {
        if (!HasLiveMember(group)) return;
        foreach (var delivery in group.TakeBacklog())
        {
            if (!TryGive(delivery, group, batch)) TryKeep(delivery, group, batch);
        }
    }

    private static bool HasLiveMember(SharedGroup group)
    {
        foreach (var member in group.Members)
        {
            if (member.Session.IsLive) return true;
        }

        return false;
    }

    // A member may leave between the choice and the giving: then another is chosen.
    private bool TryGive(in QueuedDelivery delivery, SharedGroup group, Batch batch)
    {
        var message = delivery.Message;
        if (message.IsExpired(batch.Now)) return true;
        while (ChoiceFor(message.Topic, message.QoS, message.PublisherId).Of(group) is { } member && member.Session.Outbound.HasRoom)
        {
            var qos = member.Options.QoS < message.QoS ? member.Options.QoS : message.QoS;
            var retain = member.Options.RetainAsPublished && message.Retain;
            if (TryGive(member.Session, delivery with { QoS = qos, Retain = retain, SubscriptionIds = member.Ids }, batch)) return true;
        }

        return false;
    }

    private bool TryKeep(in QueuedDelivery delivery, SharedGroup group, Batch batch)
    {
        if (delivery.Message.QoS > QoS.AtMostOnce && group.MayWait && group.TryKeep(delivery, context.Options)) return true;
        batch.Counters.Add(Counter.PublishDropped);
        return false;
    }

    private PublishOutcome Accept(
        scoped ref Publication publication, PublisherId publisher, MatchSet matches, Batch batch)
    {
        if (publication.IsTransient)
        {
            if (publication.Retain) retained.Keep(publication.Own(), Unwritten, default);
            return new(matches.Matches.IsEmpty ? PublishResult.NoSubscribers : PublishResult.Accepted, Lsn.None);
        }

        if (publication.QoS > QoS.AtMostOnce && IsSomeQueueFull(matches, batch))
            return new(PublishResult.Refused, Lsn.None);
        var retains = publication.Retain && MayRetain(ref publication);
        var isUnretained = publication.Retain && !retains;
        if (isUnretained)
        {
            if (publication.MustBeRetained && publication.QoS > QoS.AtMostOnce) return new(PublishResult.Refused, Lsn.None);
            batch.Counters.Add(Counter.PublishDropped);
        }

        matches.CollectDestinations();
        var lsn = Lsn.None;
        if (retains && publication.Payload.IsEmpty)
        {
            lsn = retained.Clear(publication.Topic, context.Journal); // [MQTT-3.3.1-6]
            retains = false;
        }

        if (retains || !matches.Destinations.IsEmpty || publisher.Session is { IsDurable: true })
        {
            var message = publication.Own();
            var record = new JournalRecord
            {
                Kind = RecordKind.Published,
                Session = publisher.Session?.Id ?? 0,
                PacketId = publisher.PacketId,
                Message = message,
                Retained = retains,
                Destinations = matches.Destinations,
            };
            lsn = Lsn.Later(
                lsn, retains ? retained.Keep(message, context.Journal, record) : context.Journal.Append(record));
        }

        return new(matches.Matches.IsEmpty ? PublishResult.NoSubscribers : PublishResult.Accepted, lsn, isUnretained);
    }

    private bool IsSomeQueueFull(MatchSet matches, Batch batch)
    {
        if (context.Options.QueueFull != QueueFullPolicy.Refuse) return false;
        foreach (ref var match in matches.Matches)
        {
            if (match.QoS == QoS.AtMostOnce) continue;
            if (match.Session is null && !match.Group!.HasRoom(context.Options)) return true;
            if (match.Session is not { IsDurable: true } session) continue;
            if (session.Outbound.HasRoom) continue;
            lock (session)
            {
                if (!session.IsEnded && !session.Outbound.TryFindRoom(batch)) return true;
            }
        }

        return false;
    }

    private bool MayRetain(scoped ref Publication publication)
    {
        var size = publication.Topic.Length + publication.Properties.Length + publication.Payload.Length;
        return publication.Payload.IsEmpty || retained.HasRoomFor(publication.Topic, size, context.Options);
    }

    private void Deliver(scoped ref Publication publication, in Match match, Lsn lsn, Batch batch)
    {
        var retain = match.RetainAsPublished && publication.Retain; // [MQTT-3.3.1-12] [MQTT-3.3.1-13]
        if (match.Session is not { } session)
        {
            var kept = new QueuedDelivery(publication.Own(), match.QoS, retain, match.Ids, match.Group);
            if (!match.Group!.TryKeep(kept, context.Options)) batch.Counters.Add(Counter.PublishDropped);
            return;
        }

        lock (session)
        {
            if (match.Group is not null && !session.IsLive) NoteMissed(ref publication, session, match.QoS);
            else
            {
                if (session.IsEnded) return;
                session.KeepLsn(lsn);
                if (match.QoS == QoS.AtMostOnce) session.Outbound.OfferQoS0(ref publication, retain, match.Ids, batch);
                else session.Outbound.Offer(new(publication.Own(), match.QoS, retain, match.Ids, match.Group), batch);
                return;
            }
        }

        Redistribute([new(publication.Own(), match.QoS, retain, match.Ids, match.Group)], batch);
    }

    // The record of the publish names this member, which has left since it was chosen.
    private static void NoteMissed(scoped ref Publication publication, Session session, QoS qos)
    {
        if (session.IsEnded || qos == QoS.AtMostOnce) return;
        session.Record(new() { Kind = RecordKind.Dropped, Session = session.Id, MessageId = publication.Own().Id });
    }

    private static bool TryGive(Session session, in QueuedDelivery delivery, Batch batch)
    {
        batch.Encodings.Begin();
        lock (session)
        {
            if (!session.IsLive) return false;
            session.Record(new()
            {
                Kind = RecordKind.Published,
                Session = session.Id,
                Message = delivery.Message,
                Destinations = [new(session.Id, IsGroup: false, delivery.QoS)],
            });
            if (delivery.QoS > QoS.AtMostOnce) session.Outbound.Offer(delivery, batch);
            else session.Outbound.OfferQueued(delivery, batch);
            return true;
        }
    }
}
