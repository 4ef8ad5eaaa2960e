using System.Collections.Concurrent;
using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;
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
    BrokerContext context, SubscriptionIndex subscriptions, RetainedStore retained, IAuthorizer authorizer)
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
        var collector = new MatchCollector(
            matches, publication.Topic, publication.QoS, publication.PublisherId, authorizer, context.Options.SharedStrategy);
        subscriptions.Match(publication.Topic, ref collector);
        var outcome = Accept(ref publication, publisher, matches, batch);
        if (outcome.Result == PublishResult.Accepted)
        {
            batch.Encodings.Begin();
            foreach (ref var match in matches.Matches) Deliver(ref publication, match, outcome.Lsn, batch);
        }

        matches.Clear();
        _spares.Add(matches);
        return outcome;
    }

    /// <summary>Gives messages that a shared group had for a session that left to the other members, or keeps them.</summary>
    public void Redistribute(IReadOnlyList<QueuedDelivery> deliveries, Session? from, Batch batch)
    {
        foreach (var delivery in deliveries)
        {
            if (delivery.Message.IsExpired(batch.Now) || delivery.Group is not { } group) continue;
            var member = group.Pick(context.Options.SharedStrategy, (uint)delivery.Message.Id, from);
            if (member is not null)
            {
                var qos = member.Options.QoS < delivery.Message.QoS ? member.Options.QoS : delivery.Message.QoS;
                Give(member.Session, delivery with { QoS = qos, SubscriptionIds = member.Ids }, batch);
            }
            else if (!group.MayWait || !group.TryKeep(delivery, context.Options))
            {
                batch.Counters.Add(Counter.PublishDropped);
            }
        }
    }

    private PublishOutcome Accept(
        scoped ref Publication publication, PublisherId publisher, MatchSet matches, Batch batch)
    {
        if (publication.IsTransient)
        {
            if (publication.Retain) retained.Keep(publication.Own(), Unwritten, default);
            return new(matches.Matches.IsEmpty ? PublishResult.NoSubscribers : PublishResult.Accepted, Lsn.None);
        }

        if (publication.QoS > QoS.AtMostOnce && IsSomeQueueFull(matches))
            return new(PublishResult.Refused, Lsn.None);
        var retains = publication.Retain && MayRetain(ref publication, batch);
        if (publication.Retain && !retains && publication.QoS > QoS.AtMostOnce && context.Options.QueueFull == QueueFullPolicy.Refuse)
            return new(PublishResult.Refused, Lsn.None);

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

        return new(matches.Matches.IsEmpty ? PublishResult.NoSubscribers : PublishResult.Accepted, lsn);
    }

    private bool IsSomeQueueFull(MatchSet matches)
    {
        if (context.Options.QueueFull != QueueFullPolicy.Refuse) return false;
        foreach (ref var match in matches.Matches)
        {
            if (match.QoS > QoS.AtMostOnce && match.Session is { IsDurable: true } session && !session.Outbound.HasRoom)
                return true;
        }

        return false;
    }

    private bool MayRetain(scoped ref Publication publication, Batch batch)
    {
        var size = publication.Topic.Length + publication.Properties.Length + publication.Payload.Length;
        if (publication.Payload.IsEmpty || retained.HasRoomFor(publication.Topic, size, context.Options)) return true;
        batch.Counters.Add(Counter.PublishDropped);
        batch.Report(new(batch.Now, EventKind.Dropped, publication.PublisherId, null, null, ReasonCode.QuotaExceeded,
            "the retained store is full: raise retained_messages or retained_bytes, or clear old topics",
            Encoding.UTF8.GetString(publication.Topic)));
        return false;
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
            if (session.IsEnded) return;
            if (lsn > Lsn.None)
            {
                session.KeepLsn(lsn);
                session.Link?.Outbox.Require(lsn);
            }

            if (match.QoS == QoS.AtMostOnce) session.Outbound.OfferQoS0(ref publication, retain, match.Ids, batch);
            else session.Outbound.Offer(new(publication.Own(), match.QoS, retain, match.Ids, match.Group), batch);
        }
    }

    private static void Give(Session session, in QueuedDelivery delivery, Batch batch)
    {
        batch.Encodings.Begin();
        lock (session)
        {
            if (session.IsEnded) return;
            session.Record(new()
            {
                Kind = RecordKind.Published,
                Session = session.Id,
                Message = delivery.Message,
                Destinations = [new(session.Id, IsGroup: false, delivery.QoS)],
            });
            if (delivery.QoS > QoS.AtMostOnce) session.Outbound.Offer(delivery, batch);
            else session.Outbound.OfferQueued(delivery, batch);
        }
    }
}
