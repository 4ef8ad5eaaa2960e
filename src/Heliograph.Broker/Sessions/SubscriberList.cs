using Heliograph.Broker.Messages;

namespace Heliograph.Broker.Sessions;

/// <summary>The subscribers of one filter: what the routing tree stores. Read without a lock, changed by one writer.</summary>
internal sealed class SubscriberList
{
    private readonly SlotList<Subscription> _subscriptions = new();
    private volatile SlotList<SharedGroup>? _groups; // most filters have none
    private Dictionary<byte[], SharedGroup>? _groupsByName; // the writer's

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
    public SharedGroup? FindGroup(ReadOnlySpan<byte> name) =>
        _groupsByName is { } byName && byName.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var group) ? group : null;

    public void AddGroup(SharedGroup group)
    {
        (_groups ??= new()).Add(group);
        (_groupsByName ??= new(Utf8Comparer.Instance)).Add(group.Name, group);
    }

    public void RemoveGroup(SharedGroup group)
    {
        _groups?.Remove(group);
        _groupsByName?.Remove(group.Name);
    }
}
