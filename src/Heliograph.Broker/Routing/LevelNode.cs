namespace Heliograph.Broker.Routing;

/// <summary>One level in a <see cref="LevelTree{T}"/>. Readers take no lock; one writer at a time changes it.</summary>
internal sealed class LevelNode<T>(byte[] level, uint hash, LevelNode<T>? parent)
    where T : class
{
    private volatile ChildTable<T> _children = ChildTable<T>.Empty;
    private volatile LevelNode<T>? _plus;
    private volatile LevelNode<T>? _hashSign;
    private volatile T? _value;

    public byte[] Level { get; } = level;
    public uint Hash { get; } = hash;
    public LevelNode<T>? Parent { get; } = parent;

    /// <summary>What is stored at this level, or null.</summary>
    public T? Value
    {
        get => _value;
        set => _value = value;
    }

    /// <summary>The child for <c>+</c>; it stands in <see cref="Children"/> too.</summary>
    public LevelNode<T>? Plus => _plus;

    /// <summary>The child for <c>#</c>; it stands in <see cref="Children"/> too.</summary>
    public LevelNode<T>? HashSign => _hashSign;

    public ChildTable<T> Children => _children;

    public bool IsUnused => _value is null && _children.Count == 0;

    public void Add(LevelNode<T> child)
    {
        _children = _children.With(child);
        if (child.Level is [(byte)'+']) _plus = child;
        else if (child.Level is [(byte)'#']) _hashSign = child;
    }

    public void Remove(LevelNode<T> child)
    {
        if (child == _plus) _plus = null;
        else if (child == _hashSign) _hashSign = null;
        _children = _children.Without(child);
    }
}
