namespace Heliograph.Broker.Sessions;

/// <summary>The subscribers of one filter: what the routing tree stores. Read without a lock, changed by one writer.</summary>
/// <remarks>
/// Additions append and removals leave a hole, so that a filter with n subscribers costs n, not n², to build; a page
/// with more holes than entries is rebuilt, and readers of the old page see a state that existed.
/// </remarks>
internal sealed class SubscriberList
{
    private volatile Page _page = new(2);
    private volatile SharedGroup[] _groups = [];
    private int _live;

    /// <summary>The shared groups on this filter.</summary>
    public SharedGroup[] Groups => _groups;

    public bool IsEmpty => _live == 0 && _groups.Length == 0;

    /// <summary>The ordinary subscriptions at this moment; holes are null.</summary>
    public ReadOnlySpan<Subscription?> Subscriptions
    {
        get
        {
            var page = _page;
            return page.Slots.AsSpan(0, Volatile.Read(ref page.Used));
        }
    }

    public void Add(Subscription subscription)
    {
        if (_page.Used == _page.Slots.Length) Rebuild(2 * (_live + 1));
        var page = _page;
        subscription.Slot = page.Used;
        page.Slots[page.Used] = subscription;
        Volatile.Write(ref page.Used, page.Used + 1);
        _live++;
    }

    /// <summary>Puts a subscription in the place of an older one of the same session: no message is missed [MQTT-3.8.4-3].</summary>
    public void Replace(Subscription old, Subscription with)
    {
        with.Slot = old.Slot;
        Volatile.Write(ref _page.Slots[old.Slot], with);
    }

    public void Remove(Subscription subscription)
    {
        Volatile.Write(ref _page.Slots[subscription.Slot], null);
        _live--;
        if (_page.Slots.Length > 8 && 4 * _live < _page.Used) Rebuild(2 * (_live + 1));
    }

    public void AddGroup(SharedGroup group) => _groups = [.. _groups, group];

    public void RemoveGroup(SharedGroup group) => _groups = [.. _groups.Where(other => other != group)];

    private void Rebuild(int capacity)
    {
        var page = new Page(capacity);
        foreach (var subscription in Subscriptions)
        {
            if (subscription is null) continue;
            subscription.Slot = page.Used;
            page.Slots[page.Used++] = subscription;
        }

        _page = page;
    }

    private sealed class Page(int capacity)
    {
        public int Used;

        public Subscription?[] Slots { get; } = new Subscription?[capacity];
    }
}
