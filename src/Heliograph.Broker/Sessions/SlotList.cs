namespace Heliograph.Broker.Sessions;

/// <summary>What can stand in a <see cref="SlotList{T}"/>: it knows its place, so that it is found at once.</summary>
internal interface ISlotted
{
    /// <summary>Guarded by the list's writer.</summary>
    int Slot { get; set; }
}

/// <summary>A list that is read without a lock and changed by one writer. Belongs to whoever has it as a field.</summary>
/// <remarks>
/// Additions take the next free place and removals leave a hole, so that n entries cost n, not n², to build; a page that
/// is mostly empty is rebuilt, and readers of the old page see a state that existed.
/// </remarks>
internal struct SlotList<T>
    where T : class, ISlotted
{
    private T?[]? _page;
    private int _used;

    /// <summary>Entries that are no holes. The writer's.</summary>
    public int Count { get; private set; }

    /// <summary>The entries at this moment; holes are null, and so are places that nothing has taken yet.</summary>
    public ReadOnlySpan<T?> Items => Volatile.Read(ref _page);

    public void Add(T item)
    {
        if (_page is null || _used == _page.Length) Rebuild(Count == 0 ? 1 : 2 * (Count + 1));
        item.Slot = _used;
        Volatile.Write(ref _page![_used++], item);
        Count++;
    }

    /// <summary>Puts one in the place of another: readers see either.</summary>
    public void Replace(T old, T with)
    {
        with.Slot = old.Slot;
        Volatile.Write(ref _page![old.Slot], with);
    }

    public void Remove(T item)
    {
        Volatile.Write(ref _page![item.Slot], null);
        Count--;
        if (_page.Length > 8 && 4 * Count < _page.Length) Rebuild(2 * (Count + 1));
    }

    private void Rebuild(int capacity)
    {
        var page = new T?[capacity];
        var used = 0;
        foreach (var item in Items)
        {
            if (item is null) continue;
            item.Slot = used;
            page[used++] = item;
        }

        _used = used;
        Volatile.Write(ref _page, page);
    }
}
