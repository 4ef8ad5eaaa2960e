using System.Numerics;

namespace Heliograph.Broker.Routing;

/// <summary>The children of a node: an open-addressing hash table that readers probe without a lock.</summary>
/// <remarks>
/// One writer at a time. An addition publishes one reference into a free slot; a removal leaves a tombstone; a table
/// that is full is replaced by a new one, and readers of the old one see a state that existed.
/// </remarks>
internal sealed class ChildTable<T>
    where T : class
{
    private static readonly LevelNode<T> Tombstone = new([], 0, null);

    private readonly LevelNode<T>?[] _slots;
    private int _used; // live and tombstones

    private ChildTable(int capacity) => _slots = new LevelNode<T>?[capacity];

    public static ChildTable<T> Empty { get; } = new(0);

    public int Count { get; private set; }

    public LevelNode<T>? Find(ReadOnlySpan<byte> level, uint hash)
    {
        var slots = _slots;
        if (slots.Length == 0) return null;
        for (var at = hash; ; at++)
        {
            var node = Volatile.Read(ref slots[at & (slots.Length - 1)]);
            if (node is null) return null;
            if (node.Hash == hash && node != Tombstone && level.SequenceEqual(node.Level)) return node;
        }
    }

    /// <summary>The live children, as a reader sees them while the writer goes on.</summary>
    public Enumerator GetEnumerator() => new(_slots);

    /// <summary>Adds a child that is not there; gives this table, or a larger one to use from now on.</summary>
    public ChildTable<T> With(LevelNode<T> child)
    {
        var table = 4 * (_used + 1) <= 3 * _slots.Length ? this : Rebuilt(Count + 1);
        table.Place(child);
        return table;
    }

    /// <summary>Removes a child; gives this table, or a smaller one to use from now on.</summary>
    public ChildTable<T> Without(LevelNode<T> child)
    {
        if (Count == 1) return Empty;
        for (var at = child.Hash; ; at++)
        {
            ref var slot = ref _slots[at & (_slots.Length - 1)];
            if (slot != child) continue;
            Volatile.Write(ref slot, Tombstone);
            Count--;
            return 8 * Count < _slots.Length && _slots.Length > 8 ? Rebuilt(Count) : this;
        }
    }

    private ChildTable<T> Rebuilt(int count)
    {
        // At most half full, so that probes stay short and a table is rebuilt once per doubling.
        var table = new ChildTable<T>((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, 2 * count)));
        foreach (var child in this) table.Place(child);
        return table;
    }

    private void Place(LevelNode<T> child)
    {
        for (var at = child.Hash; ; at++)
        {
            ref var slot = ref _slots[at & (_slots.Length - 1)];
            if (slot is not null) continue;
            Volatile.Write(ref slot, child);
            _used++;
            Count++;
            return;
        }
    }

    public ref struct Enumerator(LevelNode<T>?[] slots)
    {
        private int _next;

        public LevelNode<T> Current { get; private set; } = Tombstone;

        public bool MoveNext()
        {
            while (_next < slots.Length)
            {
                var node = Volatile.Read(ref slots[_next++]);
                if (node is null || node == Tombstone) continue;
                Current = node;
                return true;
            }

            return false;
        }
    }
}
