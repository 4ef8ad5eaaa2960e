using Heliograph.Broker.Counters;
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
internal sealed class Outbound
{
    private readonly BrokerContext _context;
    private readonly Session _session;
    private SessionQueue? _queue; // these four are made when they are needed first: most sessions never do
    private InflightWindow? _window;
    private ReplayQueue? _replays;
    private Losses? _losses;
    private long _inflightBytes;
    private int _resends;
    private int _toldMessages; // what the counters of the broker know of
    private long _toldBytes;

    public Outbound(Session session, BrokerContext context)
    {
        _session = session;
        _context = context;
    }

    /// <summary>What waits, for whoever changes it.</summary>
    public SessionQueue Queue => _queue ??= new(_session, _context);

    /// <summary>What waits, for whoever looks at it.</summary>
    public DeliveryQueue Deliveries => _queue?.Deliveries ?? DeliveryQueue.Empty;

    /// <summary>What is in flight, for whoever adds to it.</summary>
    public InflightWindow OwnWindow => _window ??= new();

    /// <summary>What is in flight, for whoever looks at it or finishes something.</summary>
    public InflightWindow Window => _window ?? InflightWindow.Empty;

    public Losses Losses => _losses ??= new(_session, _context);

    public int QueuedCount => _queue?.Count ?? 0;

    public long QueuedBytes => (_queue?.Bytes ?? 0) + Volatile.Read(ref _inflightBytes);

    private int QueuedQoS0Count => _queue?.QoS0Count ?? 0;

    public int InflightCount => Window.Count;

    /// <summary>Retained messages that wait to be sent to new subscriptions.</summary>
    public int ReplayCount => _replays?.MessageCount ?? 0;

    private bool HasReplays => _replays is { IsEmpty: false };

    /// <summary>Whether something waits to be sent. Read without the lock, as a hint.</summary>
    public bool IsWaiting => QueuedCount > 0 || HasReplays || _resends > 0;

    /// <summary>Whether one more message fits. Read without the lock, as a bound that may be passed by a few.</summary>
    public bool HasRoom
    {
        get
        {
            var options = _context.Options;
            return QueuedCount + Window.Count - Uncounted(options) < options.QueuedMessagesMax && QueuedBytes < options.QueuedBytesMax;
        }
    }

    /// <summary>Whether one more message fits, once what has expired is gone.</summary>
    public bool TryFindRoom(Batch batch)
    {
        if (HasRoom) return true;
        _queue?.ForgetExpired(batch);
        Tell(batch);
        return HasRoom;
    }

    /// <summary>
    /// Sends a QoS 0 message at once, or drops it: it never waits for a live client (law L6), unless older ones do.
    /// </summary>
    /// <param name="publication">The message.</param>
    /// <param name="retain">The RETAIN flag to send.</param>
    /// <param name="ids">The subscription identifiers to send.</param>
    /// <param name="isRecorded">Whether the journal has it in this session's queue.</param>
    /// <param name="batch">The batch it happens in.</param>
    /// <returns>False when nothing of it is left to be delivered: it was sent or dropped.</returns>
    public bool OfferQoS0(scoped ref Publication publication, bool retain, uint[]? ids, bool isRecorded, Batch batch)
    {
        if (_session.Link is { IsClosing: false } link && QueuedQoS0Count == 0)
        {
            if (link.IsCongested)
            {
                Losses.Drop(publication.Topic, DropCause.SlowClient, LossCauses.TooSlow, batch);
                return false;
            }

            link.Outbox.Require(publication.Needs);
            WriteQoS0(link, PublishWriting.FrameOf(ref publication, retain, ids, batch), batch.Encodings, batch);
        }
        else if (QueuedQoS0Count > 0 || (_context.Options.QueueQoS0Offline && _session.IsDurable))
        {
            var delivery = new QueuedDelivery(publication.Own(), QoS.AtMostOnce, retain, ids, group: null);
            Queue.Offer(isRecorded ? delivery : delivery with { Id = Lsn.None }, batch);
            Tell(batch);
            return true;
        }

        return false;
    }

    /// <summary>Sends a QoS 1 or 2 message now if the client may have it, or queues it.</summary>
    public void Offer(in QueuedDelivery delivery, Batch batch)
    {
        if (_session.Link is { IsClosing: false } link && QueuedCount == 0 && MaySend(link))
            Send(delivery, link, batch, batch.Encodings);
        else
            Queue.Offer(delivery, batch);
        Tell(batch);
    }

    /// <summary>Sends a QoS 0 message that its shared group had waiting.</summary>
    public void OfferQueued(in QueuedDelivery delivery, Batch batch)
    {
        if (_session.Link is { IsClosing: false, IsCongested: false } link) Send(delivery, link, batch, encodings: null);
        else Losses.Drop(delivery, DropCause.NoMember, LossCauses.MemberBusy, batch);
        Tell(batch);
    }

    /// <summary>Counts anew what was restored.</summary>
    public void Recount()
    {
        _queue?.Recount();
        _inflightBytes = 0;
        for (var at = Window.Oldest; at >= 0; at = Window.At(at).Later) _inflightBytes += Window.At(at).Delivery.Size;
    }

    /// <summary>The client left: bodies that the journal has need not stay in memory.</summary>
    public void Unload()
    {
        _queue?.Unload();
        for (var at = Window.Oldest; at >= 0; at = Window.At(at).Later)
        {
            ref var entry = ref Window.At(at);
            entry.Delivery = entry.Delivery.Unloaded();
        }
    }

    /// <summary>A new connection took the session: send again what was not finished, then go on [MQTT-4.4.0-1].</summary>
    public void Resume(ClientLink link, Batch batch)
    {
        _window?.Restart();
        _resends = Window.Count;
        _losses?.Forget();
        Pump(link, batch);
    }

    /// <summary>Takes an answer of the client to a delivery.</summary>
    public ReplyAnswer OnReply(ushort packetId, Reply reply, ClientLink link, Batch batch)
    {
        var index = Window.IndexOf(packetId);
        if (index < 0) return OutboundFlow.Step(DeliveryStage.Done, reply).Answer;
        ref var entry = ref Window.At(index);
        var before = entry.Stage;
        var (next, answer) = OutboundFlow.Step(before, reply);
        if (answer == ReplyAnswer.CloseProtocolError) return answer;
        if (next == DeliveryStage.Done)
        {
            if (entry.AwaitsResend) _resends--;
            Complete(ref entry);
            Tell(batch);
            Pump(link, batch);
        }
        else if (next != before)
        {
            entry.Stage = next;
            Volatile.Write(ref _inflightBytes, _inflightBytes - entry.Delivery.Size);
            entry.Delivery = entry.Delivery.Spent();
            link.Outbox.Require(RecordProgress(RecordKind.Received, entry));
            Tell(batch);
        }

        return answer;
    }

    /// <summary>Starts sending retained messages to a new subscription; an unfinished earlier round of it is dropped.</summary>
    public void Replay(RetainedReplay replay, Batch batch)
    {
        (_replays ??= new()).Add(replay);
        if (_session.Link is { IsClosing: false } link) Pump(link, batch);
    }

    /// <summary>Drops the retained messages that wait for a subscription [MQTT-3.10.4-2].</summary>
    public void StopReplay(ReadOnlySpan<byte> filter) => _replays?.Remove(filter);

    /// <summary>Sends what waits, as far as the client's window and buffer allow.</summary>
    public void Pump(ClientLink link, Batch batch)
    {
        if (link.IsClosing) return;
        PumpAll(link, batch);
        Tell(batch);
    }

    /// <summary>
    /// Tells the counters what has changed since they were told last, so that nobody need walk the sessions to know it. After
    /// each change; a change that failed half way is told with the next.
    /// </summary>
    public void Tell(Batch batch)
    {
        var (messages, bytes) = _session.IsEnded ? (0, 0) : (QueuedCount + Window.Count, QueuedBytes);
        batch.Counters.Add(Level.QueuedMessages, messages - _toldMessages);
        batch.Counters.Add(Level.QueuedBytes, bytes - _toldBytes);
        (_toldMessages, _toldBytes) = (messages, bytes);
    }

    private void PumpAll(ClientLink link, Batch batch)
    {
        if (_resends > 0 && !TryResend(link, batch)) return;
        while (QueuedCount > 0 && MaySend(link)) SendNext(link, batch);
        if (QueuedCount == 0) _losses?.Forget();
        while (QueuedCount == 0 && HasReplays && MaySend(link) && (!_session.IsDurable || _context.CanKeepMessages))
        {
            if (_replays?.Next() is { } delivery) SendRetained(delivery, link, batch);
        }
    }

    /// <summary>Takes out what shared groups gave this session and it was never sent, so that others get it.</summary>
    /// <param name="inflightToo">Also QoS 1 deliveries in flight: the session ends. QoS 2 stays [MQTT-4.8.2-5].</param>
    /// <param name="batch">The batch it happens in.</param>
    public List<QueuedDelivery> TakeShared(bool inflightToo, Batch batch)
    {
        var taken = new List<QueuedDelivery>();
        for (var at = inflightToo ? Window.Oldest : -1; at >= 0; at = Window.At(at).Later)
        {
            ref var entry = ref Window.At(at);
            if (entry.Stage == DeliveryStage.AwaitPubAck && entry.Delivery.Group is not null) taken.Add(entry.Delivery);
        }

        _queue?.TakeShared(taken);
        Tell(batch);
        return taken;
    }

    private int Uncounted(BrokerOptions options) => options.Habits.CountsInflightAsQueued || !_session.IsLive ? 0 : options.InflightMax;

    private bool MaySend(ClientLink link) =>
        _resends == 0 && Window.QuotaUsed < link.InflightMax && _inflightBytes < link.InflightBytesMax && Window.Count < ushort.MaxValue && !link.IsCongested;

    private bool TryResend(ClientLink link, Batch batch)
    {
        for (int at = Window.Oldest, later; at >= 0 && _resends > 0; at = later)
        {
            ref var entry = ref Window.At(at);
            later = entry.Later;
            if (!entry.AwaitsResend) continue;
            if (link.IsCongested) return false;
            if (entry.Stage != DeliveryStage.AwaitPubComp)
            {
                entry.Delivery = entry.Delivery.Loaded(_context.Journal);
                if (entry.Delivery.Message is null)
                {
                    Losses.DropLost(entry.Delivery, batch);
                    Complete(ref entry);
                    _resends--;
                    continue;
                }
            }

            var frame = PublishWriting.FrameOf(entry, batch);
            if (entry.Stage == DeliveryStage.AwaitPubComp)
            {
                entry.AwaitsResend = false;
                Acknowledgements.Write(link, PacketType.PubRel, entry.PacketId, batch);
            }
            else if (!PublishWriting.Fits(link, frame))
            {
                Losses.DropTooLarge(frame.Topic, batch);
                Complete(ref entry);
            }
            else
            {
                if (Window.QuotaUsed >= link.InflightMax) return false;
                Window.TakeQuota(ref entry);
                PublishWriting.Write(link, frame, encodings: null, batch);
            }

            _resends--;
            batch.Touch(link);
        }

        return _resends == 0;
    }

    private void Complete(ref InflightDelivery entry)
    {
        RecordProgress(RecordKind.Completed, entry);
        Volatile.Write(ref _inflightBytes, _inflightBytes - entry.Delivery.Size);
        Window.Finish(ref entry);
    }

    private Lsn RecordProgress(RecordKind kind, in InflightDelivery entry) => _session.Record(new()
    {
        Kind = kind,
        Session = _session.Id,
        Group = entry.Delivery.Group?.Id ?? 0,
        MessageId = entry.Delivery.Id,
        PacketId = entry.PacketId,
    });

    // Read before it is taken: a disk that cannot be read now costs the connection, and the message keeps its place.
    private void SendNext(ClientLink link, Batch batch)
    {
        var delivery = Queue.Peek();
        if (!delivery.IsExpired(batch.Now)) delivery = delivery.Loaded(_context.Journal);
        Queue.Take();
        Send(delivery, link, batch, encodings: null);
    }

    private void Send(QueuedDelivery delivery, ClientLink link, Batch batch, EncodedPublishes? encodings)
    {
        if (delivery.IsExpired(batch.Now))
        {
            Losses.Expire(delivery, batch);
            return;
        }

        if (delivery.Message is null)
        {
            Losses.DropLost(delivery, batch);
            return;
        }

        link.Outbox.Require(delivery.Message.Needs);
        if (delivery.QoS == QoS.AtMostOnce)
        {
            link.Outbox.Require(_session.RecordDropped(delivery.Id, delivery.Group)); // sent at most once, whatever happens
            WriteQoS0(link, PublishWriting.FrameOf(delivery, packetId: 0, duplicate: false, batch), encodings, batch);
            return;
        }

        if (!PublishWriting.Fits(link, PublishWriting.FrameOf(delivery, packetId: 1, duplicate: false, batch)))
        {
            Losses.DropTooLarge(delivery, batch);
            return;
        }

        ref var entry = ref OwnWindow.Add(
            delivery, delivery.QoS == QoS.AtLeastOnce ? DeliveryStage.AwaitPubAck : DeliveryStage.AwaitPubRec);
        Volatile.Write(ref _inflightBytes, _inflightBytes + delivery.Size);
        link.Outbox.Require(RecordProgress(RecordKind.Sent, entry));
        PublishWriting.Write(link, PublishWriting.FrameOf(delivery, entry.PacketId, duplicate: false, batch), encodings, batch);
    }

    private void WriteQoS0(ClientLink link, in PublishFrame frame, EncodedPublishes? encodings, Batch batch)
    {
        if (PublishWriting.Fits(link, frame)) PublishWriting.Write(link, frame, encodings, batch);
        else Losses.DropTooLarge(frame.Topic, batch);
    }

    // A retained message was not published to this session: a record of its own says so before it is sent, and holds the
    // body, as the record that retained it may be gone by the time that it is sent again.
    private void SendRetained(QueuedDelivery delivery, ClientLink link, Batch batch)
    {
        if (delivery.QoS > QoS.AtMostOnce)
        {
            var id = _session.Record(new()
            {
                Kind = RecordKind.Published,
                Message = delivery.Message,
                Destinations = [new(_session.Id, Group: 0, delivery.QoS, delivery.Retain, delivery.SubscriptionIds)],
            });
            delivery = delivery with { Id = id };
        }
        else
        {
            delivery = delivery with { Id = Lsn.None };
        }

        Send(delivery, link, batch, encodings: null);
    }
}
