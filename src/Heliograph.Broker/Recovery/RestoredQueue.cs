using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Recovery;

/// <summary>A queue while it is rebuilt: each change may already be in what the snapshot says of it.</summary>
/// <remarks>Takes almost always find what they look for at the front; a set of all numbers is made only when one does not.</remarks>
internal sealed class RestoredQueue(DeliveryQueue deliveries)
{
    private bool _isFromSnapshot;
    private HashSet<Lsn>? _ids;

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
        if (mayBeThere && _isFromSnapshot && Ids.Contains(delivery.Id)) return;
        deliveries.Enqueue(delivery);
        _ids?.Add(delivery.Id);
    }

    /// <returns>False when it is not there: it had left before the snapshot saw the queue.</returns>
    public bool TryTake(Lsn id, out QueuedDelivery delivery)
    {
        delivery = default;
        var isFirst = deliveries.Count > 0 && deliveries.Peek().Id == id;
        if (!isFirst && (deliveries.Count == 0 || !Ids.Contains(id))) return false;
        _ids?.Remove(id);
        return deliveries.TryRemove(id, out delivery);
    }

    private HashSet<Lsn> Ids
    {
        get
        {
            if (_ids is not null) return _ids;
            _ids = [];
            foreach (var delivery in deliveries) _ids.Add(delivery.Id);
            return _ids;
        }
    }
}
