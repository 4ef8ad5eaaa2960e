namespace Heliograph.Broker.Sessions;

/// <summary>Deliveries in order, in chunks: a queue of millions neither moves nor doubles when it grows.</summary>
/// <remarks>Guarded by its owner's lock; counts may be read without it, as a hint.</remarks>
internal sealed class DeliveryQueue
{
    private const int ChunkMin = 4;
    private const int ChunkMax = 512;

    private Chunk? _first;
    private Chunk? _last;
    private int _count;
    private long _bytes;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Sizes of all deliveries.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public void Enqueue(in QueuedDelivery delivery)
    {
        if (_last is null || _last.Tail == _last.Items.Length) Grow();
        _last!.Items[_last.Tail++] = delivery;
        Volatile.Write(ref _count, _count + 1);
        Volatile.Write(ref _bytes, _bytes + delivery.Size);
    }

    /// <summary>The oldest. There must be one.</summary>
    public QueuedDelivery Peek() => _first!.Items[_first.Head];

    /// <summary>Takes the oldest. There must be one.</summary>
    public QueuedDelivery Dequeue() => TakeAt(_first!, _first!.Head);

    /// <summary>Takes one out wherever it stands. The cost grows with its distance from the front.</summary>
    /// <returns>False when it is not there.</returns>
    public bool TryRemove(Lsn id, long group, out QueuedDelivery delivery)
    {
        for (var chunk = _first; chunk is not null; chunk = chunk.Next)
        {
            for (var at = chunk.Head; at < chunk.Tail; at++)
            {
                if (!chunk.Items[at].Is(id, group)) continue;
                delivery = TakeAt(chunk, at);
                return true;
            }
        }

        delivery = default;
        return false;
    }

    public Enumerator GetEnumerator() => new(_first);

    // Leaves a hole where it is not the first; no queue begins with a hole.
    private QueuedDelivery TakeAt(Chunk chunk, int at)
    {
        var delivery = chunk.Items[at];
        chunk.Items[at] = default;
        Volatile.Write(ref _count, _count - 1);
        Volatile.Write(ref _bytes, _bytes - delivery.Size);
        while (_first is { } first && (first.Head == first.Tail || first.Items[first.Head].IsHole))
        {
            if (first.Head < first.Tail) first.Head++;
            else _first = first.Next;
        }

        if (_first is null) _last = null;
        return delivery;
    }

    private void Grow()
    {
        var chunk = new Chunk(_last is null ? ChunkMin : Math.Min(ChunkMax, 2 * _last.Items.Length));
        if (_last is null) _first = chunk;
        else _last.Next = chunk;
        _last = chunk;
    }

    public struct Enumerator
    {
        private Chunk? _chunk;
        private int _next;

        internal Enumerator(Chunk? first)
        {
            _chunk = first;
            _next = first?.Head ?? 0;
        }

        public QueuedDelivery Current { get; private set; }

        public bool MoveNext()
        {
            do
            {
                while (_chunk is not null && _next == _chunk.Tail)
                {
                    _chunk = _chunk.Next;
                    _next = _chunk?.Head ?? 0;
                }

                if (_chunk is null) return false;
                Current = _chunk.Items[_next++];
            }
            while (Current.IsHole);

            return true;
        }
    }

    internal sealed class Chunk(int capacity)
    {
        public int Head;
        public int Tail;

        public QueuedDelivery[] Items { get; } = new QueuedDelivery[capacity];

        public Chunk? Next { get; set; }
    }
}
