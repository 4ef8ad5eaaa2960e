using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Heliograph.Broker.Events;

/// <summary>The latest events, in all and per client; the oldest goes first when a bound is reached.</summary>
/// <remarks>Each event stands in two chains, that of all and that of its client: there may be one for each client there is.</remarks>
public sealed class EventHistory(int eventsMax, int eventsPerClientMax)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ClientEvents> _byClient = [];
    private Kept? _oldest;
    private Kept? _newest;
    private int _count;

    /// <summary>Keeps an event and forgets what no longer fits.</summary>
    public void Add(BrokerEvent happened)
    {
        if (eventsMax == 0 || eventsPerClientMax == 0) return;
        lock (_lock)
        {
            if (_byClient.TryGetValue(happened.ClientId, out var before) && before.Count >= eventsPerClientMax) Forget(before.Oldest);
            else if (_count >= eventsMax) Forget(_oldest!);
            var kept = new Kept(happened) { Earlier = _newest };
            if (_newest is null) _oldest = kept;
            else _newest.Later = kept;
            _newest = kept;
            _count++;
            ref var ofClient = ref CollectionsMarshal.GetValueRefOrAddDefault(_byClient, happened.ClientId, out var isKnown);
            if (isKnown) ofClient.Newest.LaterOfClient = kept;
            else ofClient.Oldest = kept;
            ofClient.Newest = kept;
            ofClient.Count++;
        }
    }

    /// <summary>The events of one client, oldest first.</summary>
    public BrokerEvent[] OfClient(string clientId)
    {
        lock (_lock)
        {
            if (!_byClient.TryGetValue(BrokerEvent.Shorten(clientId), out var found)) return [];
            var events = new List<BrokerEvent>(found.Count);
            for (var kept = found.Oldest; kept is not null; kept = kept.LaterOfClient) events.Add(kept.Happened);
            return [.. events];
        }
    }

    /// <summary>The latest events of all clients, oldest first.</summary>
    public BrokerEvent[] Latest()
    {
        lock (_lock)
        {
            var events = new List<BrokerEvent>(_count);
            for (var kept = _oldest; kept is not null; kept = kept.Later) events.Add(kept.Happened);
            return [.. events];
        }
    }

    // Always the oldest of its client.
    private void Forget(Kept kept)
    {
        if (kept.Earlier is null) _oldest = kept.Later;
        else kept.Earlier.Later = kept.Later;
        if (kept.Later is null) _newest = kept.Earlier;
        else kept.Later.Earlier = kept.Earlier;
        _count--;
        ref var ofClient = ref CollectionsMarshal.GetValueRefOrNullRef(_byClient, kept.Happened.ClientId);
        Invariant.Check(!Unsafe.IsNullRef(ref ofClient) && ofClient.Oldest == kept, "the oldest event is not the oldest of its client");
        if (kept.LaterOfClient is { } later) ofClient = ofClient with { Oldest = later, Count = ofClient.Count - 1 };
        else _byClient.Remove(kept.Happened.ClientId);
    }

    private struct ClientEvents
    {
        public Kept Oldest;
        public Kept Newest;
        public int Count;
    }

    private sealed class Kept(BrokerEvent happened)
    {
        public BrokerEvent Happened => happened;

        public Kept? Earlier { get; set; }

        public Kept? Later { get; set; }

        public Kept? LaterOfClient { get; set; }
    }
}
