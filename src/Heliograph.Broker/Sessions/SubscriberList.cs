using Heliograph.Broker.Messages;

namespace Heliograph.Broker.Sessions;

/// <summary>The subscribers of one filter: what the routing tree stores. Read without a lock, changed by one writer.</summary>
internal sealed class SubscriberList
{
    private SlotList<Subscription> _subscriptions;
    private volatile SharedGroups? _groups; // most filters have none

    /// <summary>The shared groups on this filter; holes are null.</summary>
    public ReadOnlySpan<SharedGroup?> Groups => _groups is { } groups ? groups.Items : default;

    public bool IsEmpty => _subscriptions.Count == 0 && _groups is not { Count: > 0 };

    /// <summary>The ordinary subscriptions at this moment; holes are null.</summary>
    public ReadOnlySpan<Subscription?> Subscriptions => _subscriptions.Items;

    public void Add(Subscription subscription) => _subscriptions.Add(subscription);

    /// <summary>Puts a subscription in the place of an older one of the same session: no message is missed [MQTT-3.8.4-3].</summary>
    public void Replace(Subscription old, Subscription with) => _subscriptions.Replace(old, with);

    public void Remove(Subscription subscription) => _subscriptions.Remove(subscription);

    /// <summary>The group of a name, or null. For the writer.</summary>
    public SharedGroup? FindGroup(ReadOnlySpan<byte> name) => _groups?.Find(name);

    public void AddGroup(SharedGroup group) => (_groups ??= new()).Add(group);

    public void RemoveGroup(SharedGroup group) => _groups?.Remove(group);

    private sealed class SharedGroups
    {
        private readonly Dictionary<byte[], SharedGroup> _byName = new(Utf8Comparer.Instance); // the writer's
        private SlotList<SharedGroup> _groups;

        public ReadOnlySpan<SharedGroup?> Items => _groups.Items;

        public int Count => _groups.Count;

        public SharedGroup? Find(ReadOnlySpan<byte> name) =>
            _byName.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var group) ? group : null;

        public void Add(SharedGroup group)
        {
            _groups.Add(group);
            _byName.Add(group.Name, group);
        }

        public void Remove(SharedGroup group)
        {
            _groups.Remove(group);
            _byName.Remove(group.Name);
        }
    }
}
