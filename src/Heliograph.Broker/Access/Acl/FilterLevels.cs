namespace Heliograph.Broker.Access.Acl;

/// <summary>Reads a valid topic filter (or topic name) level by level, so that every <c>#</c> may stand for nothing.</summary>
/// <remarks>
/// A topic name has at least one character [MQTT-4.7.3-1]. So <c>#</c> is read as <c>+/#</c> and <c>/#</c> as
/// <c>/+/#</c>: the same topics, without the empty one as a special case in every comparison.
/// </remarks>
internal ref struct FilterLevels(ReadOnlySpan<byte> filter)
{
    private ReadOnlySpan<byte> _rest = filter;
    private bool _started;
    private bool _ended;
    private bool _isEmptySoFar = true;

    /// <summary>Literal, Single or Multi.</summary>
    public LevelKind Kind { get; private set; }

    /// <summary>The bytes of a literal level, possibly none.</summary>
    public ReadOnlySpan<byte> Literal { get; private set; }

    public bool MoveNext()
    {
        if (_ended) return false;
        var slash = _rest.IndexOf((byte)'/');
        var level = slash < 0 ? _rest : _rest[..slash];
        Kind = KindOf(level);
        if (Kind == LevelKind.Multi && _isEmptySoFar)
        {
            Kind = LevelKind.Single;
            _isEmptySoFar = false;
            return true;                                    // the # itself comes next
        }

        // Only an empty first level leaves the topic empty; the slash after it is the character that a # must add to.
        _isEmptySoFar = !_started && level.IsEmpty;
        _started = true;
        Literal = Kind == LevelKind.Literal ? level : default;
        _ended = slash < 0;
        _rest = _rest[(slash + 1)..];
        return true;
    }

    private static LevelKind KindOf(ReadOnlySpan<byte> level)
    {
        if (level.Length != 1) return LevelKind.Literal;
        return level[0] switch
        {
            (byte)'+' => LevelKind.Single,
            (byte)'#' => LevelKind.Multi,
            _ => LevelKind.Literal,
        };
    }
}
