using System.Numerics;

namespace Heliograph.Broker.Routing;

/// <summary>Two or more children of a node: an open-addressing hash table that readers probe without a lock.</summary>
/// <remarks>
/// One writer at a time. An addition publishes one reference into a free slot; a removal leaves a tombstone; a table
/// that is full is replaced by a new one, and readers of the old one see a state that existed.
/// </remarks>
internal sealed class ChildTable
{
    private static readonly LevelNode Tombstone = new([], 0);

    private readonly LevelNode?[] _slots;
    private LevelNode? _plus;
    private LevelNode? _hashSign;
    private int _used; // live and tombstones

    private ChildTable(int capacity) => _slots = new LevelNode?[capacity];

    public int Count { get; private set; }

    /// <summary>The child for <c>+</c>; it stands in its slot too.</summary>
    public LevelNode? Plus => Volatile.Read(ref _plus);

    /// <summary>The child for <c>#</c>; it stands in its slot too.</summary>
    public LevelNode? HashSign => Volatile.Read(ref _hashSign);

    /// <summary>A table of two different children.</summary>
    public static ChildTable Of(LevelNode first, LevelNode second)
    {
        var table = new ChildTable(4);
        table.Place(first);
        table.Place(second);
        return table;
    }

    public LevelNode? Find(ReadOnlySpan<byte> level, uint hash)
    {
        var slots = _slots;
        for (var at = hash; ; at++)
        {
            var node = Volatile.Read(ref slots[at & (slots.Length - 1)]);
            if (node is null) return null;
            if (node.Is(level, hash) && node != Tombstone) return node;
        }
    }

    /// <summary>The next live child from a slot on, or null at the end.</summary>
    /// <param name="slot">Where to look; moved behind the child.</param>
    public LevelNode? Next(ref int slot)
    {
        while (slot < _slots.Length)
        {
            var node = Volatile.Read(ref _slots[slot++]);
            if (node is not null && node != Tombstone) return node;
        }

        return null;
    }

    /// <summary>Adds a child that is not there; gives this table, or a larger one to use from now on.</summary>
    public ChildTable With(LevelNode child)
    {
        var table = 4 * (_used + 1) <= 3 * _slots.Length ? this : Rebuilt(Count + 1);
        table.Place(child);
        return table;
    }

    /// <summary>Removes a child; gives this table, a smaller one, or the only child that is left.</summary>
    public object Without(LevelNode child)
    {
        for (var at = child.Hash; ; at++)
        {
            ref var slot = ref _slots[at & (_slots.Length - 1)];
            if (slot != child) continue;
            Volatile.Write(ref slot, Tombstone);
            if (child == _plus) Volatile.Write(ref _plus, null);
            else if (child == _hashSign) Volatile.Write(ref _hashSign, null);
            Count--;
            break;
        }

        if (Count == 1)
        {
            var first = 0;
            return Next(ref first)!;
        }

        return 8 * Count < _slots.Length && _slots.Length > 8 ? Rebuilt(Count) : this;
    }

    private ChildTable Rebuilt(int count)
    {
        // At most half full, so that probes stay short and a table is rebuilt once per doubling.
        var table = new ChildTable((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * count)));
        for (var slot = 0; Next(ref slot) is { } child;) table.Place(child);
        return table;
    }

    private void Place(LevelNode child)
    {
        for (var at = child.Hash; ; at++)
        {
            ref var slot = ref _slots[at & (_slots.Length - 1)];
            if (slot is not null) continue;
            Volatile.Write(ref slot, child);
            child.Note(ref _plus, ref _hashSign);
            _used++;
            Count++;
            return;
        }
    }
}
