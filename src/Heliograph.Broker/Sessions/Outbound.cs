using System.Text;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Sessions;

/// <summary>The sending half of one session: what waits, what is in flight, and what the client may be sent now.</summary>
/// <remarks>
/// Guarded by the session's lock, but for <see cref="HasRoom"/>. Order: first what must be sent again, then what waits,
/// then retained messages of new subscriptions; QoS 0 goes out at once or not at all.
/// </remarks>
internal sealed class Outbound(Session session, BrokerContext context)
{
    // The property, and the length of the properties and of the packet growing by a byte each.
    private const int AliasBytesMax = 5;

    private readonly Queue<QueuedDelivery> _queue = [];
    private readonly InflightWindow _window = new();
    private readonly Queue<RetainedReplay> _replays = [];
    private long _queuedBytes;
    private int _resends;
    private bool _isDropping;
    private int _queuedQoS0;
    private Instant _nextWalk;

    public int QueuedCount => _queue.Count;

    public long QueuedBytes => _queuedBytes;

    public int InflightCount => _window.Count;

    /// <summary>Retained messages that wait to be sent to new subscriptions.</summary>
    public int ReplayCount { get; private set; }

    /// <summary>Whether something waits to be sent. Read without the lock, as a hint.</summary>
    public bool IsWaiting => _queue.Count > 0 || _replays.Count > 0 || _resends > 0;

    /// <summary>Whether one more message fits. Read without the lock, as a bound that may be passed by a few.</summary>
    public bool HasRoom => _queue.Count + _window.Count < context.Options.QueuedMessagesMax
        && Volatile.Read(ref _queuedBytes) < context.Options.QueuedBytesMax;

    /// <summary>Whether one more message fits, once what has expired is gone.</summary>
    public bool TryFindRoom(Batch batch)
    {
        if (!HasRoom) ForgetExpired(batch);
        return HasRoom;
    }

    /// <summary>
    /// Sends a QoS 0 message at once, or drops it: it never waits for a live client (law L6), unless older ones do.
    /// </summary>
    public void OfferQoS0(scoped ref Publication publication, bool retain, uint[]? ids, Batch batch)
    {
        if (session.Link is { IsClosing: false } link && _queuedQoS0 == 0)
        {
            if (link.IsCongested)
            {
                Drop(publication.Topic, batch, "the client reads too slowly: its outgoing buffer is full");
                return;
            }

            link.Outbox.Require(publication.Needs);
            Write(link, batch, FrameOf(ref publication, retain, ids, batch), batch.Encodings);
        }
        else if (_queuedQoS0 > 0 || (context.Options.QueueQoS0Offline && session.IsDurable))
        {
            Enqueue(new(publication.Own(), QoS.AtMostOnce, retain, ids, Group: null), batch);
        }
    }

    /// <summary>Sends a QoS 1 or 2 message now if the client may have it, or queues it.</summary>
    public void Offer(in QueuedDelivery delivery, Batch batch)
    {
        if (session.Link is { IsClosing: false } link && _queue.Count == 0 && MaySend(link))
            Send(delivery, link, batch, batch.Encodings);
        else
            Enqueue(delivery, batch);
    }

    /// <summary>Sends a QoS 0 message that another member of its shared group had waiting.</summary>
    public void OfferQueued(in QueuedDelivery delivery, Batch batch)
    {
        if (session.Link is { IsClosing: false, IsCongested: false } link) Send(delivery, link, batch, encodings: null);
        else Drop(delivery.Message.Topic, batch, "the member of the shared group cannot take it now");
    }

    /// <summary>A new connection took the session: send again what was not finished, then go on [MQTT-4.4.0-1].</summary>
    public void Resume(ClientLink link, Batch batch)
    {
        _window.Restart();
        _resends = _window.Count;
        _isDropping = false;
        Pump(link, batch);
    }

    /// <summary>Takes an answer of the client to a delivery.</summary>
    public ReplyAnswer OnReply(ushort packetId, Reply reply, ClientLink link, Batch batch)
    {
        var index = _window.IndexOf(packetId);
        if (index < 0) return OutboundFlow.Step(DeliveryStage.Done, reply).Answer;
        ref var entry = ref _window.At(index);
        var before = entry.Stage;
        var (next, answer) = OutboundFlow.Step(before, reply);
        if (answer == ReplyAnswer.CloseProtocolError) return answer;
        if (next == DeliveryStage.Done)
        {
            if (entry.AwaitsResend) _resends--;
            Finish(ref entry);
            session.Record(new() { Kind = RecordKind.Completed, Session = session.Id, PacketId = packetId });
            Pump(link, batch);
        }
        else if (next != before)
        {
            entry.Stage = next;
            Volatile.Write(ref _queuedBytes, _queuedBytes - SizeOf(entry.Delivery));
            entry.Delivery = default; // the message itself is done with
            link.Outbox.Require(session.Record(new() { Kind = RecordKind.Received, Session = session.Id, PacketId = packetId }));
        }

        return answer;
    }

    /// <summary>Starts sending retained messages to a new subscription; an unfinished earlier round of it is dropped.</summary>
    public void Replay(RetainedReplay replay, Batch batch)
    {
        StopReplay(replay.Filter);
        _replays.Enqueue(replay);
        ReplayCount += replay.Left;
        if (session.Link is { IsClosing: false } link) Pump(link, batch);
    }

    /// <summary>Drops the retained messages that wait for a subscription [MQTT-3.10.4-2].</summary>
    public void StopReplay(ReadOnlySpan<byte> filter)
    {
        for (var i = _replays.Count; i > 0; i--)
        {
            var replay = _replays.Dequeue();
            if (!filter.SequenceEqual(replay.Filter)) _replays.Enqueue(replay);
            else ReplayCount -= replay.Left;
        }
    }

    /// <summary>Sends what waits, as far as the client's window and buffer allow.</summary>
    public void Pump(ClientLink link, Batch batch)
    {
        if (link.IsClosing) return;
        if (_resends > 0 && !TryResend(link, batch)) return;
        while (_queue.Count > 0 && MaySend(link)) Send(Dequeue(), link, batch, encodings: null);
        if (_queue.Count == 0) _isDropping = false;
        while (_queue.Count == 0 && _replays.Count > 0 && MaySend(link))
        {
            var replay = _replays.Peek();
            var left = replay.Left;
            var next = replay.Next();
            ReplayCount -= left - replay.Left;
            if (next is { } delivery) SendRetained(delivery, link, batch);
            else _replays.Dequeue();
        }
    }

    /// <summary>Takes out what shared groups gave this session and it was never sent, so that others get it.</summary>
    /// <param name="inflightToo">Also QoS 1 deliveries in flight: the session ends. QoS 2 stays [MQTT-4.8.2-5].</param>
    public List<QueuedDelivery> TakeShared(bool inflightToo)
    {
        var taken = new List<QueuedDelivery>();
        for (var at = inflightToo ? _window.Oldest : -1; at >= 0; at = _window.At(at).Later)
        {
            ref var entry = ref _window.At(at);
            if (entry.Stage == DeliveryStage.AwaitPubAck && entry.Delivery.Group is not null) taken.Add(entry.Delivery);
        }

        for (var i = _queue.Count; i > 0; i--)
        {
            var delivery = Dequeue();
            if (delivery.Group is null) Keep(delivery);
            else taken.Add(delivery);
        }

        if (inflightToo) return taken;
        foreach (var delivery in taken)
            session.Record(new() { Kind = RecordKind.Dropped, Session = session.Id, MessageId = delivery.Message.Id });
        return taken;
    }

    private bool MaySend(ClientLink link) =>
        _resends == 0 && _window.QuotaUsed < link.InflightMax && _window.Count < ushort.MaxValue && !link.IsCongested;

    private bool TryResend(ClientLink link, Batch batch)
    {
        for (int at = _window.Oldest, later; at >= 0 && _resends > 0; at = later)
        {
            ref var entry = ref _window.At(at);
            later = entry.Later;
            if (!entry.AwaitsResend) continue;
            if (link.IsCongested) return false;
            var frame = FrameOf(entry, batch);
            if (entry.Stage == DeliveryStage.AwaitPubComp)
            {
                entry.AwaitsResend = false;
                Acknowledgements.Write(link, PacketType.PubRel, entry.PacketId, batch);
            }
            else if (frame.Length(link.Version) > link.PacketBytesMax)
            {
                DropTooLarge(frame.Topic, batch);
                var packetId = entry.PacketId;
                Finish(ref entry);
                session.Record(new() { Kind = RecordKind.Completed, Session = session.Id, PacketId = packetId });
            }
            else
            {
                if (_window.QuotaUsed >= link.InflightMax) return false;
                _window.TakeQuota(ref entry);
                Write(link, batch, frame, encodings: null);
            }

            _resends--;
            batch.Touch(link);
        }

        return _resends == 0;
    }

    private void Finish(ref InflightDelivery entry)
    {
        Volatile.Write(ref _queuedBytes, _queuedBytes - SizeOf(entry.Delivery));
        _window.Finish(ref entry);
    }

    private void Send(in QueuedDelivery delivery, ClientLink link, Batch batch, EncodedPublishes? encodings)
    {
        if (delivery.Message.IsExpired(batch.Now))
        {
            Expire(delivery, batch);
            return;
        }

        link.Outbox.Require(delivery.Message.Needs);
        if (delivery.QoS == QoS.AtMostOnce)
        {
            Write(link, batch, FrameOf(delivery, packetId: 0, duplicate: false, batch), encodings);
            return;
        }

        if (FrameOf(delivery, packetId: 1, duplicate: false, batch).Length(link.Version) > link.PacketBytesMax)
        {
            DropTooLarge(delivery.Message.Topic, batch);
            session.Record(new() { Kind = RecordKind.Dropped, Session = session.Id, MessageId = delivery.Message.Id });
            return;
        }

        ref var entry = ref _window.Add(
            delivery, delivery.QoS == QoS.AtLeastOnce ? DeliveryStage.AwaitPubAck : DeliveryStage.AwaitPubRec);
        Volatile.Write(ref _queuedBytes, _queuedBytes + SizeOf(delivery));
        link.Outbox.Require(session.Record(new()
        {
            Kind = RecordKind.Sent,
            Session = session.Id,
            MessageId = delivery.Message.Id,
            PacketId = entry.PacketId,
        }));
        Write(link, batch, FrameOf(delivery, entry.PacketId, duplicate: false, batch), encodings);
    }

    // A retained message was not published to this session: its record says so before it is sent.
    private void SendRetained(in QueuedDelivery delivery, ClientLink link, Batch batch)
    {
        if (delivery.QoS > QoS.AtMostOnce)
        {
            session.Record(new()
            {
                Kind = RecordKind.Published,
                Session = session.Id,
                Message = delivery.Message,
                Destinations = [new(session.Id, IsGroup: false, delivery.QoS)],
            });
        }

        Send(delivery, link, batch, encodings: null);
    }

    private void Write(ClientLink link, Batch batch, in PublishFrame frame, EncodedPublishes? encodings)
    {
        if (link.PacketBytesMax != uint.MaxValue && frame.Length(link.Version) > link.PacketBytesMax)
        {
            // Only QoS 0 comes here too large: it counts as sent [MQTT-3.1.2-25].
            DropTooLarge(frame.Topic, batch);
            return;
        }

        if (link.Aliases is { } aliases && frame.Length(link.Version) + AliasBytesMax <= link.PacketBytesMax)
            WriteWithAlias(link, frame, aliases);
        else if (encodings is not null && frame.SubscriptionIds is null) encodings.Append(frame, link.Version, link.Outbox);
        else frame.Write(link.Outbox, link.Version);
        batch.Touch(link);
        batch.Counters.AddSent(PacketType.Publish);
        batch.Counters.Add(Counter.PublishSent);
        batch.Counters.Add(Counter.PublishBytesSent, frame.Payload.Length);
    }

    private static void WriteWithAlias(ClientLink link, in PublishFrame frame, OutgoingAliases aliases)
    {
        var alias = aliases.AliasOf(frame.Topic, out var isNew);
        new PublishFrame
        {
            Topic = alias == 0 || isNew ? frame.Topic : default,
            Payload = frame.Payload,
            Properties = frame.Properties,
            QoS = frame.QoS,
            Retain = frame.Retain,
            Duplicate = frame.Duplicate,
            PacketId = frame.PacketId,
            ExpirySeconds = frame.ExpirySeconds,
            TopicAlias = alias,
            SubscriptionIds = frame.SubscriptionIds,
        }.Write(link.Outbox, link.Version);
    }

    private void Enqueue(in QueuedDelivery delivery, Batch batch)
    {
        if (TryFindRoom(batch) || TryMakeRoom(delivery, batch)) Keep(delivery);
        else DropQueued(delivery, batch);
    }

    private bool TryMakeRoom(in QueuedDelivery delivery, Batch batch)
    {
        var policy = context.Options.QueueFull;
        while (policy == QueueFullPolicy.DropOldest && _queue.Count > 0 && !HasRoom) DropQueued(Dequeue(), batch);
        // Where the policy is to refuse, there was room when the publisher was asked to go on: others took it meanwhile,
        // and what will be acknowledged is not dropped.
        return HasRoom || (policy == QueueFullPolicy.Refuse && session.IsDurable && delivery.QoS > QoS.AtMostOnce);
    }

    private void DropQueued(in QueuedDelivery delivery, Batch batch)
    {
        Drop(delivery.Message.Topic, batch, "the session's queue is full");
        session.Record(new() { Kind = RecordKind.Dropped, Session = session.Id, MessageId = delivery.Message.Id });
    }

    private void DropTooLarge(ReadOnlySpan<byte> topic, Batch batch) =>
        Drop(topic, batch, "the packet is larger than the client's Maximum Packet Size");

    // Walks the whole queue, so not more often than once a second however many messages find it full.
    private void ForgetExpired(Batch batch)
    {
        if (batch.Now < _nextWalk) return;
        _nextWalk = batch.Now + TimeSpan.FromSeconds(1);
        for (var i = _queue.Count; i > 0; i--)
        {
            var delivery = Dequeue();
            if (delivery.Message.IsExpired(batch.Now)) Expire(delivery, batch);
            else Keep(delivery);
        }
    }

    private void Keep(in QueuedDelivery delivery)
    {
        _queue.Enqueue(delivery);
        if (delivery.QoS == QoS.AtMostOnce) _queuedQoS0++;
        Volatile.Write(ref _queuedBytes, _queuedBytes + SizeOf(delivery));
    }

    private QueuedDelivery Dequeue()
    {
        var delivery = _queue.Dequeue();
        if (delivery.QoS == QoS.AtMostOnce) _queuedQoS0--;
        Volatile.Write(ref _queuedBytes, _queuedBytes - SizeOf(delivery));
        return delivery;
    }

    private static int SizeOf(in QueuedDelivery delivery) => delivery.Message?.Size ?? 0;

    private void Expire(in QueuedDelivery delivery, Batch batch)
    {
        batch.Counters.Add(Counter.PublishExpired);
        session.Record(new() { Kind = RecordKind.Dropped, Session = session.Id, MessageId = delivery.Message.Id });
        if (_isDropping) return;
        _isDropping = true;
        batch.Report(session.Event(batch.Now, EventKind.Expired, ReasonCode.Success,
            "the Message Expiry Interval passed before it could be sent", Encoding.UTF8.GetString(delivery.Message.Topic)));
    }

    // Counted each time; told once until the queue has been empty again, so that a flood of drops is one event.
    private void Drop(ReadOnlySpan<byte> topic, Batch batch, string cause)
    {
        batch.Counters.Add(Counter.PublishDropped);
        if (_isDropping) return;
        _isDropping = true;
        batch.Report(session.Event(
            batch.Now, EventKind.Dropped, ReasonCode.QuotaExceeded, cause, Encoding.UTF8.GetString(topic)));
    }

    private static PublishFrame FrameOf(scoped ref Publication publication, bool retain, uint[]? ids, Batch batch) => new()
    {
        Topic = publication.Topic,
        Payload = publication.Payload,
        Properties = publication.Properties,
        Retain = retain,
        ExpirySeconds = PublishFrame.Remaining(publication.ExpiresAt, batch.Now),
        SubscriptionIds = ids,
    };

    // A delivery whose message is done with is a PUBREL, and has no frame.
    private static PublishFrame FrameOf(in InflightDelivery entry, Batch batch) => entry.Stage == DeliveryStage.AwaitPubComp
        ? new() { Topic = default, Payload = default }
        : FrameOf(entry.Delivery, entry.PacketId, duplicate: true, batch);

    private static PublishFrame FrameOf(in QueuedDelivery delivery, ushort packetId, bool duplicate, Batch batch) => new()
    {
        Topic = delivery.Message.Topic,
        Payload = delivery.Message.Payload,
        Properties = delivery.Message.Properties,
        QoS = delivery.QoS,
        Retain = delivery.Retain,
        Duplicate = duplicate,
        PacketId = packetId,
        ExpirySeconds = PublishFrame.Remaining(delivery.Message.ExpiresAt, batch.Now),
        SubscriptionIds = delivery.SubscriptionIds,
    };
}
