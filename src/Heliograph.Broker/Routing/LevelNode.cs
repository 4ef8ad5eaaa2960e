using System.Runtime.InteropServices;

namespace Heliograph.Broker.Routing;

/// <summary>One level in a <see cref="LevelTree{T}"/>. Readers take no lock; one writer at a time changes it.</summary>
/// <remarks>
/// 56 bytes: there is one for each level of each topic and filter. A level of up to eight bytes stands in the node itself, and a
/// node has a table of its children only if there are several.
/// </remarks>
internal sealed class LevelNode
{
    private readonly ulong _short; // the bytes of a level that is no longer
    private readonly byte[]? _long;
    private readonly byte _shortLength;
    private readonly LevelKind _kind;
    private volatile object? _children; // null, the only child, or a ChildTable
    private volatile object? _value;

    public LevelNode(ReadOnlySpan<byte> level, uint hash)
    {
        Hash = hash;
        _kind = level switch
        {
            [(byte)'+'] => LevelKind.Plus,
            [(byte)'#'] => LevelKind.HashSign,
            _ => LevelKind.Name,
        };
        if (level.Length > sizeof(ulong))
        {
            _long = level.ToArray();
            return;
        }

        _shortLength = (byte)level.Length;
        level.CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref _short)));
    }

    public uint Hash { get; }

    public ReadOnlySpan<byte> Level => _long is { } whole ? whole : MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in _short))[.._shortLength];

    /// <summary>What is stored at this level, or null.</summary>
    public object? Value
    {
        get => _value;
        set => _value = value;
    }

    /// <summary>The child for <c>+</c>; it stands in <see cref="Children"/> too.</summary>
    public LevelNode? Plus => _children switch
    {
        ChildTable table => table.Plus,
        LevelNode { _kind: LevelKind.Plus } only => only,
        _ => null,
    };

    /// <summary>The child for <c>#</c>; it stands in <see cref="Children"/> too.</summary>
    public LevelNode? HashSign => _children switch
    {
        ChildTable table => table.HashSign,
        LevelNode { _kind: LevelKind.HashSign } only => only,
        _ => null,
    };

    /// <summary>The live children, as a reader sees them while the writer goes on.</summary>
    public ChildEnumerator Children => new(_children);

    /// <summary>Whether there are two children or more. The writer's.</summary>
    public bool HasSeveralChildren => _children is ChildTable;

    public bool IsUnused => _value is null && _children is null;

    /// <summary>The child of a level, or null.</summary>
    public LevelNode? Find(ReadOnlySpan<byte> level, uint hash) => _children switch
    {
        ChildTable table => table.Find(level, hash),
        LevelNode only when only.Is(level, hash) => only,
        _ => null,
    };

    /// <summary>Whether it is the node of a level.</summary>
    public bool Is(ReadOnlySpan<byte> level, uint hash) => Hash == hash && level.SequenceEqual(Level);

    /// <summary>Adds a child that is not there.</summary>
    public void Add(LevelNode child) => _children = _children switch
    {
        ChildTable table => table.With(child),
        LevelNode only => ChildTable.Of(only, child),
        _ => child,
    };

    /// <summary>Removes a child that is there.</summary>
    public void Remove(LevelNode child) => _children = _children is ChildTable table ? table.Without(child) : null;

    /// <summary>Notes a child that stands for a wildcard.</summary>
    public void Note(ref LevelNode? plus, ref LevelNode? hashSign)
    {
        if (_kind == LevelKind.Plus) plus = this;
        else if (_kind == LevelKind.HashSign) hashSign = this;
    }

    private enum LevelKind : byte
    {
        Name,
        Plus,
        HashSign,
    }
}
