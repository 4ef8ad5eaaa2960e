namespace Heliograph.Broker.Events;

/// <summary>The latest events, in all and per client; the oldest goes first when a bound is reached.</summary>
public sealed class EventHistory(int eventsMax, int eventsPerClientMax)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<BrokerEvent> _all = new();
    private readonly Dictionary<string, Queue<LinkedListNode<BrokerEvent>>> _byClient = [];

    /// <summary>Keeps an event and forgets what no longer fits.</summary>
    public void Add(BrokerEvent happened)
    {
        if (eventsMax == 0 || eventsPerClientMax == 0) return;
        lock (_lock)
        {
            var ofClient = _byClient.TryGetValue(happened.ClientId, out var found) ? found : _byClient[happened.ClientId] = new();
            if (ofClient.Count >= eventsPerClientMax) _all.Remove(ofClient.Dequeue());
            if (_all.Count >= eventsMax) ForgetOldest();
            // The client's queue may have been emptied and removed just now.
            _byClient.TryAdd(happened.ClientId, ofClient);
            ofClient.Enqueue(_all.AddLast(happened));
        }
    }

    /// <summary>The events of one client, oldest first.</summary>
    public BrokerEvent[] OfClient(string clientId)
    {
        lock (_lock) return _byClient.TryGetValue(BrokerEvent.Shorten(clientId), out var found) ? [.. found.Select(node => node.Value)] : [];
    }

    /// <summary>The latest events of all clients, oldest first.</summary>
    public BrokerEvent[] Latest()
    {
        lock (_lock) return [.. _all];
    }

    private void ForgetOldest()
    {
        if (_all.First is not { } oldest) return;
        _all.RemoveFirst();
        var ofClient = _byClient[oldest.Value.ClientId];
        ofClient.Dequeue();
        if (ofClient.Count == 0) _byClient.Remove(oldest.Value.ClientId);
    }
}
