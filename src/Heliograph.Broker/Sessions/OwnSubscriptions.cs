using System.Diagnostics.CodeAnalysis;
using Heliograph.Broker.Messages;

namespace Heliograph.Broker.Sessions;

/// <summary>The subscriptions of one session, by the whole filter, share prefix included. A part of its session.</summary>
/// <remarks>Most sessions have none or a few: those stand in an array, and a table is made where there are more.</remarks>
internal struct OwnSubscriptions()
{
    private const int FewMax = 8;

    private Subscription[] _few = [];
    private Dictionary<byte[], Subscription>? _many;

    public readonly int Count => _many?.Count ?? _few.Length;

    /// <summary>Levels of all filters: what they cost the index.</summary>
    public int Levels { get; private set; }

    /// <summary>Those that have wildcards.</summary>
    public int Wildcards { get; private set; }

    public readonly IReadOnlyCollection<Subscription> All => _many is { } many ? many.Values : _few;

    public readonly Subscription? Find(ReadOnlySpan<byte> filter)
    {
        if (_many is { } many) return many.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(filter, out var found) ? found : null;
        foreach (var subscription in _few)
        {
            if (filter.SequenceEqual(subscription.Filter)) return subscription;
        }

        return null;
    }

    /// <summary>Adds a subscription, in the place of one with its filter.</summary>
    public void Put(Subscription subscription)
    {
        TryRemove(subscription.Filter, out _);
        Tally(subscription, 1);
        if (_many is null && _few.Length == FewMax)
        {
            _many = new(Utf8Comparer.Instance);
            foreach (var one in _few) _many.Add(one.Filter, one);
            _few = [];
        }

        if (_many is { } many) many.Add(subscription.Filter, subscription);
        else _few = [.. _few, subscription];
    }

    public bool TryRemove(ReadOnlySpan<byte> filter, [NotNullWhen(true)] out Subscription? subscription)
    {
        subscription = Find(filter);
        if (subscription is not { } gone) return false;
        Tally(gone, -1);
        if (_many is { } many) many.Remove(gone.Filter);
        else _few = [.. _few.Where(one => one != gone)];
        return true;
    }

    public void Clear() => this = new();

    private void Tally(Subscription subscription, int change)
    {
        Levels += change * subscription.Levels;
        if (subscription.HasWildcards) Wildcards += change;
    }
}
