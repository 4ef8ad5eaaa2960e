using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Inspection;

/// <summary>One session as it was under its lock, as far as one topic is concerned.</summary>
internal sealed class SessionPicture
{
    /// <summary>Of a long queue so many of the oldest are looked at: each may have to be read from the journal.</summary>
    public const int WaitingMax = 1_000;

    private readonly List<(QueuedDelivery Delivery, DeliveryStage? Stage)> _undelivered = [];

    public required Identity Identity { get; init; }
    public required bool IsLive { get; init; }
    public required Instant DetachedAt { get; init; }
    public required bool IsDurable { get; init; }
    public required bool HasRoom { get; init; }
    public required int Queued { get; init; }
    public required long QueuedBytes { get; init; }
    public required int Inflight { get; init; }
    public required int InflightMax { get; init; }
    public required int Replays { get; init; }
    public required bool IsCongested { get; init; }
    public required uint PacketBytesMax { get; init; }

    /// <summary>The subscriptions that match the topic.</summary>
    public List<Chosen> Matching { get; } = [];

    /// <summary>The filters of the others.</summary>
    public List<string> Others { get; } = [];

    /// <summary>Messages on the topic that wait or are in flight; the bodies are read when asked for.</summary>
    public List<(QueuedDelivery Delivery, DeliveryStage? Stage)> Undelivered { get; } = [];

    /// <summary>Takes the picture; null when the session has ended.</summary>
    public static SessionPicture? Take(Session session, byte[] topic, BrokerContext context)
    {
        SessionPicture picture;
        lock (session)
        {
            if (session.IsEnded) return null;
            var link = session.Link is { IsClosing: false } live ? live : null;
            picture = new()
            {
                Identity = session.Identity,
                IsLive = link is not null,
                DetachedAt = session.DetachedAt,
                IsDurable = session.IsDurable,
                HasRoom = session.Outbound.HasRoom,
                Queued = session.Outbound.QueuedCount,
                QueuedBytes = session.Outbound.QueuedBytes,
                Inflight = session.Outbound.InflightCount,
                InflightMax = link?.InflightMax ?? 0,
                Replays = session.Outbound.ReplayCount,
                IsCongested = link?.IsCongested == true,
                PacketBytesMax = link?.PacketBytesMax ?? uint.MaxValue,
            };
            foreach (var subscription in session.Subscriptions.All) picture.Sort(subscription, topic);
            picture.Gather(session.Outbound);
        }

        // Out of the lock: what has been delivered meanwhile cannot be read any more, and needs not.
        foreach (var (delivery, stage) in picture._undelivered)
        {
            if (delivery.TryLoad(context.Journal, out var loaded) && loaded.Message is { } message && message.Topic.SequenceEqual(topic))
                picture.Undelivered.Add((loaded, stage));
        }

        return picture;
    }

    private void Sort(Subscription subscription, byte[] topic)
    {
        var text = Encoding.UTF8.GetString(subscription.Filter);
        if (TopicFilter.Matches(subscription.TopicFilter, topic)) Matching.Add(new(text, subscription.Options, subscription.Group));
        else Others.Add(text);
    }

    private void Gather(Outbound outbound)
    {
        var window = outbound.Window;
        for (var at = window.Oldest; at >= 0; at = window.At(at).Later)
            _undelivered.Add((window.At(at).Delivery, window.At(at).Stage));
        foreach (var delivery in outbound.Deliveries)
        {
            if (_undelivered.Count >= WaitingMax) break;
            _undelivered.Add((delivery, null));
        }
    }
}

/// <summary>A subscription that matches.</summary>
internal sealed record Chosen(string FilterText, SubscriptionOptions Options, SharedGroup? Group);
