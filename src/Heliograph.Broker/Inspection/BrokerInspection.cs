using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Delivery;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Retained;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Topics;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Inspection;

/// <summary>What is in the broker, for people and programs that look. Any thread; changes nothing.</summary>
/// <remarks>
/// Lists walk everything without stopping anyone, so they show no single moment; one client is shown as it is under its lock.
/// </remarks>
public sealed class BrokerInspection
{
    private readonly BrokerContext _context;
    private readonly SessionRegistry _sessions;
    private readonly RetainedStore _retained;

    private readonly NotDelivered _notDelivered;

    internal BrokerInspection(BrokerContext context, SessionRegistry sessions, RetainedStore retained, NotDelivered notDelivered) =>
        (_context, _sessions, _retained, _notDelivered) = (context, sessions, retained, notDelivered);

    /// <summary>All clients, connected or not, in no order.</summary>
    public IEnumerable<ClientView> Clients() => _sessions.All.Select(ViewOf);

    /// <summary>All subscriptions of all clients.</summary>
    public IEnumerable<SubscriptionView> Subscriptions() => _sessions.All.SelectMany(SubscriptionsOf);

    /// <summary>What is published on which topic: counted from the first call on, until a minute after the last.</summary>
    public TopicMeter WatchTopics(Instant now)
    {
        _context.Topics.Watch(now);
        return _context.Topics;
    }

    /// <summary>As whom the rules know a client, with what its login brought along; null when there is no such session.</summary>
    public Identity? IdentityOf(string clientId) => _sessions.TryFind(clientId, out var session) ? session.Identity : null;

    /// <summary>One client; null when there is no such session.</summary>
    public ClientDetail? FindClient(string clientId)
    {
        if (!_sessions.TryFind(clientId, out var session)) return null;
        lock (session)
        {
            if (session.IsEnded) return null;
            var inflight = new List<DeliveryView>(session.Outbound.InflightCount);
            var window = session.Outbound.Window;
            for (var at = window.Oldest; at >= 0; at = window.At(at).Later)
            {
                ref var entry = ref window.At(at);
                inflight.Add(ViewOf(entry.Delivery, entry.PacketId, OutboundFlow.AwaitedPacket(entry.Stage)));
            }

            return new(ViewOf(session), [.. session.Subscriptions.All.Select(ViewOf)], inflight,
                session.Will is { } will ? new(will.Message, will.DelaySeconds) : null);
        }
    }

    /// <summary>A part of what waits for a client, oldest first; null when there is no such session. Reads bodies back from the journal.</summary>
    /// <param name="clientId">Whose queue.</param>
    /// <param name="skip">How many of the oldest to leave out; walked over, so the cost grows with it.</param>
    /// <param name="take">How many at most.</param>
    public IReadOnlyList<DeliveryView>? Queue(string clientId, int skip, int take)
    {
        if (!_sessions.TryFind(clientId, out var session)) return null;
        var part = new List<QueuedDelivery>(take);
        lock (session)
        {
            foreach (var delivery in session.Outbound.Deliveries)
            {
                if (skip-- > 0) continue;
                if (part.Count == take) break;
                part.Add(delivery);
            }
        }

        // Out of the lock: what has been delivered and forgotten meanwhile shows without its body.
        return [.. part.Select(delivery => ViewOf(delivery.Loaded(_context.Journal), packetId: 0, awaits: null))];
    }

    /// <summary>Retained messages whose topic a filter matches and that have not expired. "$" topics only where the filter names them.</summary>
    /// <param name="filter">A well-formed topic filter, not a shared one.</param>
    /// <param name="now">The instant that expiry is judged at.</param>
    public IReadOnlyList<Message> Retained(string filter, Instant now) => _retained.MatchedBy(Encoding.UTF8.GetBytes(filter), now);

    /// <summary>The retained message of a topic, or null.</summary>
    public Message? FindRetained(string topic) => _retained.Find(Encoding.UTF8.GetBytes(topic));

    /// <summary>Why messages on a topic do not reach a client.</summary>
    /// <param name="topic">A topic name.</param>
    /// <param name="clientId">The receiver.</param>
    /// <param name="since">What happened before is left out.</param>
    public Diagnosis WhyNotDelivered(string topic, string clientId, Instant since) => _notDelivered.Ask(topic, clientId, since);

    private static ClientView ViewOf(Session session)
    {
        var link = session.Link is { IsClosing: false } live ? live : null;
        return new(
            session.ClientId, session.Identity.UserName, link is null ? null : session.Identity.Address,
            link?.Version ?? ProtocolVersion.None, link?.ConnectedAt ?? session.DetachedAt, session.ExpirySeconds,
            link?.KeepAliveSeconds ?? 0, session.Subscriptions.Count, session.Outbound.InflightCount,
            session.Outbound.QueuedCount, session.Outbound.QueuedBytes, link is null ? default : ViewOf(ref link.Traffic));
    }

    private static TrafficView ViewOf(ref LinkTraffic traffic) =>
        new(traffic.MessagesReceived, traffic.MessagesSent, traffic.BytesReceived, traffic.BytesSent);

    private static List<SubscriptionView> SubscriptionsOf(Session session)
    {
        if (session.Subscriptions.Count == 0) return []; // a hint: one that is just being added is shown the next time
        lock (session) return [.. session.Subscriptions.All.Select(ViewOf)];
    }

    private static SubscriptionView ViewOf(Subscription subscription) => new(
        subscription.Session.ClientId, Encoding.UTF8.GetString(subscription.Filter), subscription.Options, subscription.Ids?[0],
        TopicFilter.TrySplitShared(subscription.Filter, out var name, out _) ? Encoding.UTF8.GetString(name) : null);

    private static DeliveryView ViewOf(in QueuedDelivery delivery, ushort packetId, PacketType? awaits) =>
        new(delivery.Message, delivery.QoS, delivery.Retain, delivery.Size, delivery.ExpiresAt, packetId, awaits);
}
