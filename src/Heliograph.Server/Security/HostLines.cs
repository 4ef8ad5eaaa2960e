namespace Heliograph.Server.Security;

/// <summary>Who waits, in lines by host: networks take turns, and within each its hosts do. One thread at a time.</summary>
internal sealed class HostLines
{
    private readonly Dictionary<Origin, Network> _networks = [];
    private readonly Queue<Network> _turns = []; // those of the dictionary

    /// <summary>All who wait.</summary>
    public IEnumerable<Waiting> All => _networks.Values.SelectMany(network => network.All);

    /// <summary>Adds one at the end of its host's line.</summary>
    /// <returns>Its place, which it may be taken out of.</returns>
    public LinkedListNode<Waiting> Add(Waiting who)
    {
        if (!_networks.TryGetValue(who.Host.Network, out var network))
        {
            _networks.Add(who.Host.Network, network = new(who.Host.Network));
            _turns.Enqueue(network);
        }

        return network.Add(who);
    }

    /// <summary>Takes out the first of the host whose turn it is; whoever has its share of the work is passed over.</summary>
    public Waiting? Next(HostShares working)
    {
        for (var left = _turns.Count; left > 0; left--)
        {
            var network = _turns.Dequeue();
            var next = working.IsFull(network.Name) ? null : network.Next(working);
            if (network.IsEmpty) _networks.Remove(network.Name);
            else _turns.Enqueue(network);
            if (next is not null) return next;
        }

        return null;
    }

    public void Clear()
    {
        foreach (var network in _networks.Values) network.Clear();
        _networks.Clear();
        _turns.Clear();
    }

    /// <summary>One who waits.</summary>
    /// <param name="Host">Where it comes from.</param>
    /// <param name="Turn">Ends with true when it has its turn, with false when it is given up.</param>
    public sealed record Waiting(Origin Host, TaskCompletionSource<bool> Turn);

    private sealed class Network(Origin name)
    {
        private readonly Dictionary<Origin, LinkedList<Waiting>> _lines = [];
        private readonly Queue<Origin> _turns = []; // those of the dictionary

        public Origin Name => name;

        public IEnumerable<Waiting> All => _lines.Values.SelectMany(line => line);

        public bool IsEmpty => _lines.Count == 0;

        public LinkedListNode<Waiting> Add(Waiting who)
        {
            if (!_lines.TryGetValue(who.Host, out var line))
            {
                _lines.Add(who.Host, line = []);
                _turns.Enqueue(who.Host);
            }

            return line.AddLast(who);
        }

        // So that nobody is taken out of its place once more.
        public void Clear()
        {
            foreach (var line in _lines.Values) line.Clear();
        }

        public Waiting? Next(HostShares working)
        {
            for (var left = _turns.Count; left > 0; left--)
            {
                var host = _turns.Dequeue();
                var line = _lines[host];
                var next = working.HasRoomFor(host) ? line.First?.Value : null;
                if (next is not null) line.RemoveFirst();
                if (line.Count == 0) _lines.Remove(host); // who gave up may have emptied it
                else _turns.Enqueue(host);
                if (next is not null) return next;
            }

            return null;
        }
    }
}
