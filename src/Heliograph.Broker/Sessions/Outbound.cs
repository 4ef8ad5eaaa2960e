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
    private const string QueueFullCause = "the session's queue is full";

    private readonly Queue<QueuedDelivery> _queue = [];
    private readonly InflightWindow _window = new();
    private readonly ReplayQueue _replays = new();
    private readonly Losses _losses = new(session);
    private long _queuedBytes;
    private int _resends;
    private int _queuedQoS0;
    private Instant _nextWalk;

    public int QueuedCount => _queue.Count;

    public long QueuedBytes => _queuedBytes;

    public int InflightCount => _window.Count;

    /// <summary>Retained messages that wait to be sent to new subscriptions.</summary>
    public int ReplayCount => _replays.MessageCount;

    /// <summary>Whether something waits to be sent. Read without the lock, as a hint.</summary>
    public bool IsWaiting => _queue.Count > 0 || !_replays.IsEmpty || _resends > 0;

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
                _losses.Drop(publication.Topic, "the client reads too slowly: its outgoing buffer is full", batch);
                return;
            }

            link.Outbox.Require(publication.Needs);
            WriteQoS0(link, PublishWriting.FrameOf(ref publication, retain, ids, batch), batch.Encodings, batch);
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
        else _losses.Drop(delivery.Message.Topic, "the member of the shared group cannot take it now", batch);
    }

    /// <summary>A new connection took the session: send again what was not finished, then go on [MQTT-4.4.0-1].</summary>
    public void Resume(ClientLink link, Batch batch)
    {
        _window.Restart();
        _resends = _window.Count;
        _losses.Forget();
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
        _replays.Add(replay);
        if (session.Link is { IsClosing: false } link) Pump(link, batch);
    }

    /// <summary>Drops the retained messages that wait for a subscription [MQTT-3.10.4-2].</summary>
    public void StopReplay(ReadOnlySpan<byte> filter) => _replays.Remove(filter);

    /// <summary>Sends what waits, as far as the client's window and buffer allow.</summary>
    public void Pump(ClientLink link, Batch batch)
    {
        if (link.IsClosing) return;
        if (_resends > 0 && !TryResend(link, batch)) return;
        while (_queue.Count > 0 && MaySend(link)) Send(Dequeue(), link, batch, encodings: null);
        if (_queue.Count == 0) _losses.Forget();
        while (_queue.Count == 0 && !_replays.IsEmpty && MaySend(link))
        {
            if (_replays.Next() is { } delivery) SendRetained(delivery, link, batch);
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
        foreach (var delivery in taken) _losses.Record(delivery);
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
            var frame = PublishWriting.FrameOf(entry, batch);
            if (entry.Stage == DeliveryStage.AwaitPubComp)
            {
                entry.AwaitsResend = false;
                Acknowledgements.Write(link, PacketType.PubRel, entry.PacketId, batch);
            }
            else if (!PublishWriting.Fits(link, frame))
            {
                _losses.DropTooLarge(frame.Topic, batch);
                var packetId = entry.PacketId;
                Finish(ref entry);
                session.Record(new() { Kind = RecordKind.Completed, Session = session.Id, PacketId = packetId });
            }
            else
            {
                if (_window.QuotaUsed >= link.InflightMax) return false;
                _window.TakeQuota(ref entry);
                PublishWriting.Write(link, frame, encodings: null, batch);
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
            _losses.Expire(delivery, batch);
            return;
        }

        link.Outbox.Require(delivery.Message.Needs);
        if (delivery.QoS == QoS.AtMostOnce)
        {
            WriteQoS0(link, PublishWriting.FrameOf(delivery, packetId: 0, duplicate: false, batch), encodings, batch);
            return;
        }

        if (!PublishWriting.Fits(link, PublishWriting.FrameOf(delivery, packetId: 1, duplicate: false, batch)))
        {
            _losses.DropTooLarge(delivery.Message.Topic, batch);
            _losses.Record(delivery);
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
        PublishWriting.Write(link, PublishWriting.FrameOf(delivery, entry.PacketId, duplicate: false, batch), encodings, batch);
    }

    private void WriteQoS0(ClientLink link, in PublishFrame frame, EncodedPublishes? encodings, Batch batch)
    {
        if (PublishWriting.Fits(link, frame)) PublishWriting.Write(link, frame, encodings, batch);
        else _losses.DropTooLarge(frame.Topic, batch);
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

    private void Enqueue(in QueuedDelivery delivery, Batch batch)
    {
        if (TryFindRoom(batch) || TryMakeRoom(delivery, batch)) Keep(delivery);
        else _losses.Drop(delivery, QueueFullCause, batch);
    }

    private bool TryMakeRoom(in QueuedDelivery delivery, Batch batch)
    {
        var policy = context.Options.QueueFull;
        while (policy == QueueFullPolicy.DropOldest && _queue.Count > 0 && !HasRoom) _losses.Drop(Dequeue(), QueueFullCause, batch);
        // Where the policy is to refuse, there was room when the publisher was asked to go on: others took it meanwhile,
        // and what will be acknowledged is not dropped.
        return HasRoom || (policy == QueueFullPolicy.Refuse && session.IsDurable && delivery.QoS > QoS.AtMostOnce);
    }

    // Walks the whole queue, so not more often than once a second however many messages find it full.
    private void ForgetExpired(Batch batch)
    {
        if (batch.Now < _nextWalk) return;
        _nextWalk = batch.Now + TimeSpan.FromSeconds(1);
        for (var i = _queue.Count; i > 0; i--)
        {
            var delivery = Dequeue();
            if (delivery.Message.IsExpired(batch.Now)) _losses.Expire(delivery, batch);
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
}
