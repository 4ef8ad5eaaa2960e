using Heliograph.Broker.Routing;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Sessions;

/// <summary>Who subscribes to what: filters, their subscribers and shared groups.</summary>
internal sealed class SubscriptionIndex(ulong hashSeed)
{
    private readonly LevelTree<SubscriberList> _filters = new(hashSeed);
    private long _lastGroupId;
    private int _count;
    private int _sharedCount;

    /// <summary>Subscriptions of all sessions.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Those of them that are shared.</summary>
    public int SharedCount => Volatile.Read(ref _sharedCount);

    /// <summary>The last number given to a shared group.</summary>
    public long LastGroupId => Volatile.Read(ref _lastGroupId);

    /// <summary>Numbers were given up to this one in earlier runs.</summary>
    public void StartAfter(long lastGroupId) => _lastGroupId = Math.Max(_lastGroupId, lastGroupId);

    /// <summary>Adds a subscription; a shared one that has no group yet joins or founds it, one that brings its own joins that.</summary>
    public void Add(Subscription subscription)
    {
        _filters.Update(subscription.TopicFilter, (Index: this, subscription), static (list, state) =>
        {
            list ??= new();
            if (GroupName(state.subscription) is { Length: > 0 } name)
                state.Index.Join(list, state.subscription, name);
            else list.Add(state.subscription);
            return list;
        });
        Interlocked.Increment(ref _count);
        if (subscription.Group is not null) Interlocked.Increment(ref _sharedCount);
    }

    /// <summary>Puts a subscription in the place of the session's older one on the same filter.</summary>
    public void Replace(Subscription old, Subscription with)
    {
        with.Group = old.Group;
        _filters.Update(with.TopicFilter, (old, with), static (list, state) =>
        {
            if (state.with.Group is { } group) group.Replace(state.old, state.with);
            else list!.Replace(state.old, state.with);
            return list;
        });
    }

    public void Remove(Subscription subscription)
    {
        _filters.Update(subscription.TopicFilter, subscription, static (list, gone) =>
        {
            Invariant.Check(list is not null, "a subscription is removed that is not in the index");
            if (gone.Group is { } group)
            {
                group.Remove(gone);
                if (group.IsEmpty) list!.RemoveGroup(group);
            }
            else
            {
                list!.Remove(gone);
            }

            return list!.IsEmpty ? null : list;
        });
        Interlocked.Decrement(ref _count);
        if (subscription.Group is not null) Interlocked.Decrement(ref _sharedCount);
    }

    /// <summary>Visits the subscriber lists of all filters that match a topic name. Takes no lock.</summary>
    public void Match<TVisitor>(ReadOnlySpan<byte> topic, ref TVisitor visitor)
        where TVisitor : struct, ILevelVisitor<SubscriberList>, allows ref struct =>
        _filters.VisitFiltersMatching(topic, ref visitor);

    /// <summary>The shared groups. One that has a member all the while is among them; takes no lock.</summary>
    public List<SharedGroup> Groups()
    {
        var collector = new GroupCollector([]);
        _filters.VisitEverything(ref collector);
        return collector.Groups;
    }

    private void Join(SubscriberList list, Subscription subscription, ReadOnlySpan<byte> name)
    {
        var group = list.FindGroup(name);
        if (group is null) list.AddGroup(group = subscription.Group ?? new(++_lastGroupId, name.ToArray()));
        subscription.Group = group;
        group.Add(subscription);
    }

    private static ReadOnlySpan<byte> GroupName(Subscription subscription) =>
        TopicFilter.TrySplitShared(subscription.Filter, out var name, out _) ? name : default;

    private readonly struct GroupCollector(List<SharedGroup> groups) : ILevelVisitor<SubscriberList>
    {
        public List<SharedGroup> Groups => groups;

        public void Visit(SubscriberList value)
        {
            foreach (var group in value.Groups)
            {
                if (group is not null) groups.Add(group);
            }
        }
    }
}
