namespace Heliograph.Broker.Routing;

/// <summary>Walks the children of a node as they were when it began; what changes meanwhile may be seen or not.</summary>
/// <param name="children">Null, the only child, or a <see cref="ChildTable"/>.</param>
internal struct ChildEnumerator(object? children)
{
    private LevelNode? _current;
    private int _next;

    public readonly LevelNode Current => _current!;

    public readonly ChildEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (children is ChildTable table) _current = table.Next(ref _next);
        else _current = _next++ == 0 ? children as LevelNode : null;
        return _current is not null;
    }
}
