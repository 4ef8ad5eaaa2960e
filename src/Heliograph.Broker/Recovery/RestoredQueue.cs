using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Recovery;

/// <summary>A queue while it is rebuilt: each change may already be in what the snapshot says of it.</summary>
/// <remarks>Takes almost always find what they look for at the front; a set of all is made only when one does not.</remarks>
internal sealed class RestoredQueue(DeliveryQueue deliveries)
{
    private bool _isFromSnapshot;
    private HashSet<(Lsn, long)>? _keys;

    /// <summary>Adds what a snapshot holds.</summary>
    public void Load(in QueuedDelivery delivery)
    {
        _isFromSnapshot = true;
        deliveries.Enqueue(delivery);
    }

    /// <summary>Adds a delivery, unless the snapshot had it already.</summary>
    /// <param name="delivery">What the record says.</param>
    /// <param name="mayBeThere">Whether a snapshot may have seen it.</param>
    public void Add(in QueuedDelivery delivery, bool mayBeThere)
    {
        if (mayBeThere && _isFromSnapshot && Keys.Contains(KeyOf(delivery))) return;
        deliveries.Enqueue(delivery);
        _keys?.Add(KeyOf(delivery));
    }

    /// <returns>False when it is not there: it had left before the snapshot saw the queue.</returns>
    public bool TryTake(Lsn id, long group, out QueuedDelivery delivery)
    {
        delivery = default;
        var isFirst = deliveries.Count > 0 && deliveries.Peek().Is(id, group);
        if (!isFirst && (deliveries.Count == 0 || !Keys.Contains((id, group)))) return false;
        _keys?.Remove((id, group));
        return deliveries.TryRemove(id, group, out delivery);
    }

    private HashSet<(Lsn, long)> Keys
    {
        get
        {
            if (_keys is not null) return _keys;
            _keys = [];
            foreach (var delivery in deliveries) _keys.Add(KeyOf(delivery));
            return _keys;
        }
    }

    private static (Lsn, long) KeyOf(in QueuedDelivery delivery) => (delivery.Id, delivery.Group?.Id ?? 0);
}
