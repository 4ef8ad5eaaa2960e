using Heliograph.Broker.Counters;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Sessions;

/// <summary>What waits to be sent to one session. Bodies that the journal has stay there, but for the next few of a live client.</summary>
/// <remarks>Guarded by the session's lock; counts may be read without it, as a hint.</remarks>
internal sealed class SessionQueue(Session session, BrokerContext context)
{
    // A client that is only a little behind is served without reading the journal.
    private const int LoadedBytesMax = 64 << 10;

    private readonly DeliveryQueue _deliveries = new();
    private long _loadedBytes; // of deliveries whose body is in memory
    private Instant _nextWalk;

    public int Count => _deliveries.Count;

    public long Bytes => _deliveries.Bytes;

    /// <summary>Deliveries at QoS 0 among them.</summary>
    public int QoS0Count { get; private set; }

    public DeliveryQueue Deliveries => _deliveries;

    /// <summary>Adds a delivery, or drops it where there is no room and none can be made.</summary>
    public void Offer(in QueuedDelivery delivery, Batch batch)
    {
        if (session.Outbound.TryFindRoom(batch) || TryMakeRoom(delivery, batch)) Add(delivery);
        else session.Outbound.Losses.Drop(delivery, DropCause.QueueFull, LossCauses.QueueFull, batch);
    }

    public void Add(in QueuedDelivery delivery)
    {
        var kept = session.IsLive && _loadedBytes + delivery.Size <= LoadedBytesMax ? delivery : delivery.Unloaded();
        _deliveries.Enqueue(kept);
        if (kept.QoS == QoS.AtMostOnce) QoS0Count++;
        if (kept.Message is not null) _loadedBytes += kept.Size;
    }

    /// <summary>The oldest. There must be one.</summary>
    public QueuedDelivery Peek() => _deliveries.Peek();

    /// <summary>Takes the oldest. There must be one.</summary>
    public QueuedDelivery Take()
    {
        var delivery = _deliveries.Dequeue();
        if (delivery.QoS == QoS.AtMostOnce) QoS0Count--;
        if (delivery.Message is not null) _loadedBytes -= delivery.Size;
        return delivery;
    }

    /// <summary>Counts anew what was put into <see cref="Deliveries"/> directly.</summary>
    public void Recount()
    {
        QoS0Count = 0;
        foreach (var delivery in _deliveries)
        {
            if (delivery.QoS == QoS.AtMostOnce) QoS0Count++;
        }
    }

    /// <summary>The client left: whatever the journal has, memory need not hold.</summary>
    public void Unload()
    {
        if (_loadedBytes == 0) return;
        for (var i = Count; i > 0; i--) Add(Take());
    }

    /// <summary>Takes out what shared groups chose this session for.</summary>
    public void TakeShared(List<QueuedDelivery> taken)
    {
        for (var i = Count; i > 0; i--)
        {
            var delivery = Take();
            if (delivery.Group is null) Add(delivery);
            else taken.Add(delivery);
        }
    }

    /// <summary>Drops what has expired. Walks the whole queue, so not more often than once a second however many find it full.</summary>
    public void ForgetExpired(Batch batch)
    {
        if (batch.Now < _nextWalk) return;
        _nextWalk = batch.Now + TimeSpan.FromSeconds(1);
        for (var i = Count; i > 0; i--)
        {
            var delivery = Take();
            if (delivery.IsExpired(batch.Now)) session.Outbound.Losses.Expire(delivery, batch);
            else Add(delivery);
        }
    }

    private bool TryMakeRoom(in QueuedDelivery delivery, Batch batch)
    {
        var policy = context.Options.QueueFull;
        while (policy == QueueFullPolicy.DropOldest && Count > 0 && !session.Outbound.HasRoom) session.Outbound.Losses.Drop(Take(), DropCause.QueueFull, LossCauses.QueueFull, batch);
        // Where the policy is to refuse, there was room when the publisher was asked to go on: others took it meanwhile,
        // and what will be acknowledged is not dropped.
        return session.Outbound.HasRoom || (policy == QueueFullPolicy.Refuse && session.IsDurable && delivery.QoS > QoS.AtMostOnce);
    }
}
