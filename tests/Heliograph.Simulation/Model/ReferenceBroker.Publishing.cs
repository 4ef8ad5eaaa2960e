using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Model;

/// <content>Who must get a message, and what excuses the broker.</content>
public sealed partial class ReferenceBroker
{
    // More than the longest header, properties and packet length of a simulated PUBLISH.
    private const int FrameBytesMax = 80;

    /// <summary>The session subscribes, or subscribes anew.</summary>
    public void Subscribe(ModelSession session, string filter, SubscriptionOptions options, uint? id)
    {
        var isNew = !session.Subscriptions.TryGetValue(filter, out var old);
        var group = old?.Group;
        var topicFilter = filter;
        if (filter.StartsWith("$share/", StringComparison.Ordinal))
        {
            topicFilter = filter[(filter.IndexOf('/', 7) + 1)..];
            if (!_groups.TryGetValue(filter, out group)) _groups[filter] = group = new(filter);
            if (isNew) group.Members.Add(session);
        }

        if (old is not null) old.Orders = (old.Orders.From, _lastOrder);
        var subscription = new ModelSubscription(session, filter, topicFilter, options, id, group) { Orders = (_lastOrder, long.MaxValue) };
        session.Subscriptions[filter] = subscription;
        if (group is not null)
        {
            session.SharedForms.Add(subscription);
            ExcuseWhatIsTooLargeFor(session, group);
            return;
        }

        if (options.RetainHandling == RetainHandling.Send || (options.RetainHandling == RetainHandling.SendIfNew && isNew))
            Replay(subscription);
    }

    /// <returns>False when there was no such subscription.</returns>
    public bool Unsubscribe(ModelSession session, string filter)
    {
        if (!session.Subscriptions.TryGetValue(filter, out var subscription)) return false;
        Remove(session, subscription);
        ForgetReplay(subscription, "UNSUBSCRIBE came first");
        return true;
    }

    /// <summary>A message was taken on: whoever must get it is told.</summary>
    public void Publish(Acceptance message)
    {
        if (message.Retain) Retain(message);
        foreach (var session in _sessions.Values) Expect(session, session.Subscriptions.Values, message, excuse: null);
        foreach (var (session, subscriptions) in _endedInThisTick)
            Expect(session, subscriptions, message, "its session ended at that moment");
        foreach (var group in _groups.Values)
        {
            if (!Matches(group.Members[0].Subscriptions[group.Filter].TopicFilter, message.Topic)) continue;
            var shared = new SharedDelivery(message, group) { Excuse = ExcuseOfShared(message, group) };
            _shared.Add(shared);
            group.Deliveries.Add(shared);
        }
    }

    private void Retain(Acceptance message)
    {
        if (_retained.Remove(message.Topic, out var old)) old.IsReplaced = true;
        if (!message.Key.StartsWith("clear:", StringComparison.Ordinal)) _retained[message.Topic] = message;
    }

    private void Replay(ModelSubscription subscription)
    {
        var session = subscription.Session;
        ForgetReplay(subscription, "a later SUBSCRIBE asked anew");
        foreach (var message in _retained.Values)
        {
            if (message.ExpiresAt <= Now || !Matches(subscription.TopicFilter, message.Topic)) continue;
            var delivery = new Delivery
            {
                Message = message,
                Session = session,
                Reason = DeliveryReason.Retained,
                QoS = Lower(message.QoS, subscription.Options.QoS),
                Retain = true,
                Ids = subscription.Id is { } id ? [id] : [],
                Filter = subscription.Filter,
            };
            ExcuseIfTooLarge(delivery);
            session.Expect(delivery);
        }
    }

    private static void ForgetReplay(ModelSubscription subscription, string excuse)
    {
        foreach (var older in subscription.Session.Deliveries.Values.SelectMany(all => all))
        {
            if (older.Reason == DeliveryReason.Retained && older.Filter == subscription.Filter && !older.HasLeft)
                older.Excuse ??= excuse;
        }
    }

    private void Expect(
        ModelSession session, IEnumerable<ModelSubscription> subscriptions, Acceptance message, string? excuse)
    {
        var matching = subscriptions.Where(one => one.Group is null && Matches(one.TopicFilter, message.Topic)
            && !(one.Options.NoLocal && session.ClientId == message.Publisher)).ToArray();
        if (matching.Length == 0) return;
        var delivery = new Delivery
        {
            Message = message,
            Session = session,
            Reason = DeliveryReason.Live,
            QoS = matching.Max(one => Lower(message.QoS, one.Options.QoS)),
            Retain = message.Retain && matching.Any(one => one.Options.RetainAsPublished),
            Ids = [.. matching.Where(one => one.Id is not null).Select(one => one.Id!.Value).Order()],
            Excuse = excuse ?? ExcuseOf(session, message, matching),
        };
        ExcuseIfTooLarge(delivery);
        session.Expect(delivery);
        if (session.ExpiresAt <= Now) return; // it ends at this very instant, before or after
        if (excuse is null && delivery.QoS > QoS.AtMostOnce && session.IsDurable && message.Needs > 0
            && !journal.HasDestination(message.Key, session.JournalNumber))
            throw new SimulationException($"no record says that {delivery} is queued there");
        if (excuse is null && delivery.QoS > QoS.AtMostOnce && session.IsDurable && message.Needs == 0)
            throw new SimulationException($"no record says that {message.Key} was published, and {session} is durable");
    }

    private string? ExcuseOf(ModelSession session, Acceptance message, ModelSubscription[] matching)
    {
        var qos = matching.Max(one => Lower(message.QoS, one.Options.QoS));
        if (qos == QoS.AtMostOnce && session.Connection is null) return "QoS 0 while away";
        if (qos == QoS.AtMostOnce && HasShortQueues) return "QoS 0 may find a full queue behind what waits since the client was away";
        if (qos == QoS.AtMostOnce && HasSmallBuffers) return "QoS 0 may be dropped for a slow reader";
        if (MayDrop) return "the policy is to drop";
        return HasShortQueues && !session.IsDurable ? "the queue of a session that is not durable may be full" : null;
    }

    private string? ExcuseOfShared(Acceptance message, ModelGroup group)
    {
        if (message.QoS == QoS.AtMostOnce) return "QoS 0";
        if (HasShortQueues) return "queues are short";
        return group.Members.Exists(member => member.Connection?.View.Connect!.PacketBytesMax < message.Size + FrameBytesMax
            || member.SharedForms.Exists(form => form.Filter == group.Filter && form.Options.QoS == QoS.AtMostOnce))
            ? "a member takes QoS 0 or small packets only"
            : null;
    }

    // What waits in the group may be given to the new member, and is lost on it.
    private static void ExcuseWhatIsTooLargeFor(ModelSession session, ModelGroup group)
    {
        foreach (var shared in group.Deliveries)
        {
            if (session.Connection?.View.Connect!.PacketBytesMax < shared.Message.Size + FrameBytesMax)
                shared.Excuse ??= "a member takes small packets only";
        }
    }

    private void ExcuseIfTooLarge(Delivery delivery)
    {
        if (delivery.Session.Connection?.View.Connect!.PacketBytesMax < delivery.Message.Size + FrameBytesMax)
            delivery.Excuse ??= "larger than the client's Maximum Packet Size";
    }

    private static void ExcuseWhatTheConnectionLost(ModelSession session)
    {
        foreach (var delivery in session.Deliveries.Values.SelectMany(all => all))
        {
            if (delivery.QoS == QoS.AtMostOnce && delivery.Received == 0) delivery.Excuse ??= "QoS 0 and the connection was lost";
        }
    }

    private void Remove(ModelSession session, ModelSubscription subscription)
    {
        session.Subscriptions.Remove(subscription.Filter);
        if (subscription.Group is not { } group) return;
        group.Members.Remove(session);
        if (group.Members.Count > 0) return;
        _groups.Remove(group.Filter);
        foreach (var shared in group.Deliveries) shared.Excuse ??= "the group lost its last member";
    }

    private static QoS Lower(QoS one, QoS other) => one < other ? one : other;
}
