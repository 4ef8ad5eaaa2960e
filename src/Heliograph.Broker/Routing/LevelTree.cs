using System.Runtime.CompilerServices;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Routing;

/// <summary>Takes what a walk of a <see cref="LevelTree{T}"/> finds. A struct, so that a walk allocates nothing.</summary>
internal interface ILevelVisitor<in T>
{
    void Visit(T value);
}

/// <summary>A tree of topic levels over UTF-8 bytes: filters that are matched by names, or names matched by filters.</summary>
/// <remarks>
/// Readers take no lock and see each stored value either before or after a change. Writers are serialised by
/// <see cref="Update"/>. The cost of a match grows with the levels of the topic and with the matches, not with what is stored.
/// </remarks>
internal sealed class LevelTree<T>(ulong hashSeed)
    where T : class
{
    private readonly LevelHash _hash = new(hashSeed);
    private readonly LevelNode _root = new([], 0);
    private readonly Lock _writer = new();

    /// <summary>Changes the value at one path under the writer's lock. A result of null removes it.</summary>
    /// <param name="path">A topic name or filter.</param>
    /// <param name="state">Handed to <paramref name="change"/>.</param>
    /// <param name="change">Gets the value there (or null) and gives the one to store; must not call back into the tree.</param>
    public void Update<TState>(ReadOnlySpan<byte> path, TState state, Func<T?, TState, T?> change)
    {
        lock (_writer)
        {
            var node = FindOrAdd(path);
            node.Value = change(ValueOf(node), state);
            if (node.IsUnused) Prune(path);
        }
    }

    /// <summary>The value stored at exactly this path.</summary>
    public T? Find(ReadOnlySpan<byte> path)
    {
        var node = _root;
        var levels = new TopicLevels(path);
        while (node is not null && levels.MoveNext())
            node = node.Find(levels.Current, _hash.Of(levels.Current));
        return node is null ? null : ValueOf(node);
    }

    /// <summary>Visits the values of all stored filters that match a topic name; '$' names as in [MQTT-4.7.2-1].</summary>
    public void VisitFiltersMatching<TVisitor>(ReadOnlySpan<byte> name, ref TVisitor visitor)
        where TVisitor : struct, ILevelVisitor<T>, allows ref struct
    {
        VisitFilters(_root, new TopicLevels(name), TopicName.IsReserved(name), ref visitor);
    }

    /// <summary>Visits the values of all stored names that a topic filter matches; '$' names as in [MQTT-4.7.2-1].</summary>
    public void VisitNamesMatchedBy<TVisitor>(ReadOnlySpan<byte> filter, ref TVisitor visitor)
        where TVisitor : struct, ILevelVisitor<T>, allows ref struct
    {
        VisitNames(_root, new TopicLevels(filter), ref visitor);
    }

    /// <summary>Visits every stored value, '$' names too.</summary>
    public void VisitEverything<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, ILevelVisitor<T>, allows ref struct => VisitAll(_root, hidesReserved: false, ref visitor);

    private void VisitFilters<TVisitor>(
        LevelNode node, TopicLevels levels, bool hideWildcards, ref TVisitor visitor)
        where TVisitor : struct, ILevelVisitor<T>, allows ref struct
    {
        while (true)
        {
            if (!hideWildcards && node.HashSign is { } hashSign && ValueOf(hashSign) is { } all) visitor.Visit(all); // the parent level too
            if (!levels.MoveNext())
            {
                if (ValueOf(node) is { } value) visitor.Visit(value);
                return;
            }

            if (!hideWildcards && node.Plus is { } plus) VisitFilters(plus, levels, false, ref visitor);
            hideWildcards = false;
            if (node.Find(levels.Current, _hash.Of(levels.Current)) is not { } next) return;
            node = next;
        }
    }

    private void VisitNames<TVisitor>(LevelNode node, TopicLevels levels, ref TVisitor visitor)
        where TVisitor : struct, ILevelVisitor<T>, allows ref struct
    {
        if (!levels.MoveNext())
        {
            if (ValueOf(node) is { } value) visitor.Visit(value);
            return;
        }

        if (levels.Current is [(byte)'#'])
        {
            VisitAll(node, hidesReserved: node == _root, ref visitor);
        }
        else if (levels.Current is [(byte)'+'])
        {
            foreach (var child in node.Children)
            {
                if (node != _root || !TopicName.IsReserved(child.Level)) VisitNames(child, levels, ref visitor);
            }
        }
        else if (node.Find(levels.Current, _hash.Of(levels.Current)) is { } next)
        {
            VisitNames(next, levels, ref visitor);
        }
    }

    private static void VisitAll<TVisitor>(LevelNode node, bool hidesReserved, ref TVisitor visitor)
        where TVisitor : struct, ILevelVisitor<T>, allows ref struct
    {
        if (ValueOf(node) is { } value) visitor.Visit(value);
        foreach (var child in node.Children)
        {
            if (!hidesReserved || !TopicName.IsReserved(child.Level)) VisitAll(child, hidesReserved: false, ref visitor);
        }
    }

    private LevelNode FindOrAdd(ReadOnlySpan<byte> path)
    {
        var node = _root;
        var levels = new TopicLevels(path);
        while (levels.MoveNext())
        {
            var hash = _hash.Of(levels.Current);
            var next = node.Find(levels.Current, hash);
            if (next is null)
            {
                next = new(levels.Current, hash);
                node.Add(next);
            }

            node = next;
        }

        return node;
    }

    // Cuts the branch whose end has become unused at the last node that is used for something else.
    private void Prune(ReadOnlySpan<byte> path)
    {
        var (node, keeps) = (_root, _root);
        LevelNode? cut = null;
        var levels = new TopicLevels(path);
        while (levels.MoveNext())
        {
            if (cut is null || node.Value is not null || node.HasSeveralChildren) (keeps, cut) = (node, null);
            node = node.Find(levels.Current, _hash.Of(levels.Current))!;
            cut ??= node;
        }

        if (cut is not null) keeps.Remove(cut);
    }

    // Whatever is stored was given to Update.
    private static T? ValueOf(LevelNode node) => Unsafe.As<T?>(node.Value);
}
