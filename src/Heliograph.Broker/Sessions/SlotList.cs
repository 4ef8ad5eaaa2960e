namespace Heliograph.Broker.Sessions;

/// <summary>What can stand in a <see cref="SlotList{T}"/>: it knows its place, so that it is found at once.</summary>
internal interface ISlotted
{
    /// <summary>Guarded by the list's writer.</summary>
    int Slot { get; set; }
}

/// <summary>A list that is read without a lock and changed by one writer.</summary>
/// <remarks>
/// Additions append and removals leave a hole, so that n entries cost n, not n², to build; a page with more holes than
/// entries is rebuilt, and readers of the old page see a state that existed.
/// </remarks>
internal sealed class SlotList<T>
    where T : class, ISlotted
{
    private volatile Page _page = new(2);

    /// <summary>Entries that are no holes. The writer's.</summary>
    public int Count { get; private set; }

    /// <summary>The entries at this moment; holes are null.</summary>
    public ReadOnlySpan<T?> Items
    {
        get
        {
            var page = _page;
            return page.Slots.AsSpan(0, Volatile.Read(ref page.Used));
        }
    }

    public void Add(T item)
    {
        if (_page.Used == _page.Slots.Length) Rebuild(2 * (Count + 1));
        var page = _page;
        item.Slot = page.Used;
        page.Slots[page.Used] = item;
        Volatile.Write(ref page.Used, page.Used + 1);
        Count++;
    }

    /// <summary>Puts one in the place of another: readers see either.</summary>
    public void Replace(T old, T with)
    {
        with.Slot = old.Slot;
        Volatile.Write(ref _page.Slots[old.Slot], with);
    }

    public void Remove(T item)
    {
        Volatile.Write(ref _page.Slots[item.Slot], null);
        Count--;
        if (_page.Slots.Length > 8 && 4 * Count < _page.Used) Rebuild(2 * (Count + 1));
    }

    private void Rebuild(int capacity)
    {
        var page = new Page(capacity);
        foreach (var item in Items)
        {
            if (item is null) continue;
            item.Slot = page.Used;
            page.Slots[page.Used++] = item;
        }

        _page = page;
    }

    private sealed class Page(int capacity)
    {
        public int Used;

        public T?[] Slots { get; } = new T?[capacity];
    }
}
