namespace Heliograph.Broker.Sessions;

/// <summary>Deliveries in order, in chunks: a queue of millions neither moves nor doubles when it grows.</summary>
/// <remarks>Guarded by its owner's lock; counts may be read without it, as a hint.</remarks>
internal sealed class DeliveryQueue
{
    private const int ChunkMin = 4;
    private const int ChunkMax = 512;

    /// <summary>Of whoever has none: stays empty.</summary>
    public static DeliveryQueue Empty { get; } = new();

    private Chunk? _first;
    private Chunk? _last;
    private Chunk? _searched; // where one was taken out last: the next is likely to be near
    private int _count;
    private long _bytes;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Sizes of all deliveries.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public void Enqueue(in QueuedDelivery delivery)
    {
        Invariant.Check(this != Empty, "a delivery is put into the queue that stays empty");
        if (_last is null || _last.Tail == _last.Items.Length) Grow();
        _last!.Add(delivery);
        Volatile.Write(ref _count, _count + 1);
        Volatile.Write(ref _bytes, _bytes + delivery.Size);
    }

    /// <summary>The oldest. There must be one.</summary>
    public QueuedDelivery Peek() => _first!.Items[_first.Head];

    /// <summary>Takes the oldest. There must be one.</summary>
    public QueuedDelivery Dequeue() => TakeAt(_first!, _first!.Head);

    /// <summary>Takes one out wherever it stands. Cheap where one was just taken out before it; else chunks are passed over.</summary>
    /// <returns>False when it is not there.</returns>
    public bool TryRemove(Lsn id, long group, out QueuedDelivery delivery)
    {
        var from = _searched is { } near && near.OldestId <= id ? near : _first;
        return TryRemove(from, end: null, id, group, out delivery)
            || (from != _first && TryRemove(_first, from, id, group, out delivery));
    }

    public Enumerator GetEnumerator() => new(_first);

    private bool TryRemove(Chunk? from, Chunk? end, Lsn id, long group, out QueuedDelivery delivery)
    {
        for (var chunk = from; chunk is not null && chunk != end; chunk = chunk.Next)
        {
            if (id < chunk.OldestId || id > chunk.NewestId) continue;
            for (var at = chunk.Head; at < chunk.Tail; at++)
            {
                if (!chunk.Items[at].Is(id, group)) continue;
                _searched = chunk;
                delivery = TakeAt(chunk, at);
                return true;
            }
        }

        delivery = default;
        return false;
    }

    // Leaves a hole where it is not the first; no queue begins with a hole.
    private QueuedDelivery TakeAt(Chunk chunk, int at)
    {
        var delivery = chunk.Items[at];
        chunk.Items[at] = default;
        Volatile.Write(ref _count, _count - 1);
        Volatile.Write(ref _bytes, _bytes - delivery.Size);
        while (_first is { } first && (first.Head == first.Tail || first.Items[first.Head].IsHole))
        {
            if (first.Head < first.Tail)
            {
                first.Head++;
                continue;
            }

            if (_searched == first) _searched = null;
            _first = first.Next;
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

        /// <summary>The lowest id that has been in it.</summary>
        public Lsn OldestId { get; private set; } = new(long.MaxValue);

        /// <summary>The highest id that has been in it.</summary>
        public Lsn NewestId { get; private set; }

        public void Add(in QueuedDelivery delivery)
        {
            Items[Tail++] = delivery;
            if (delivery.Id < OldestId) OldestId = delivery.Id;
            if (delivery.Id > NewestId) NewestId = delivery.Id;
        }
    }
}
