using System.Text;

namespace Heliograph.Broker.Access.Acl;

/// <summary>The topic filter of a rule, compared level by level with what clients ask for. Immutable.</summary>
/// <remarks>
/// The comparisons are exact. A topic name is a filter without wildcards, so <see cref="Covers"/> also tells whether a
/// topic matches. Their cost is the number of levels; they allocate nothing.
/// </remarks>
internal sealed class RuleFilter
{
    private readonly RuleLevel[] _levels;
    private readonly bool _hasNames;

    /// <param name="filter">A valid topic filter.</param>
    /// <param name="isPattern">Whether levels <c>%u</c> and <c>%c</c> stand for names.</param>
    public RuleFilter(string filter, bool isPattern)
    {
        List<RuleLevel> levels = [];
        var theirs = new FilterLevels(Encoding.UTF8.GetBytes(filter));
        while (theirs.MoveNext()) levels.Add(new(KindOf(theirs, isPattern), theirs.Literal.ToArray()));
        _levels = [.. levels];
        _hasNames = levels.Exists(level => level.Kind is LevelKind.UserName or LevelKind.ClientId);
    }

    /// <summary>Whether every topic of <paramref name="filter"/> is one of this filter.</summary>
    public bool Covers(ReadOnlySpan<byte> filter, Identity who)
    {
        var theirs = new FilterLevels(filter);
        for (var i = 0; i < _levels.Length; i++)
        {
            var level = _levels[i];
            if (IsMulti(level, i, who)) return true;
            if (!theirs.MoveNext() || !level.Covers(theirs, isFirst: i == 0, who)) return false;
        }

        return !theirs.MoveNext();
    }

    /// <summary>Whether some topic is one of both filters.</summary>
    public bool Overlaps(ReadOnlySpan<byte> filter, Identity who)
    {
        var theirs = new FilterLevels(filter);
        for (var i = 0; i < _levels.Length; i++)
        {
            var level = _levels[i];
            if (IsMulti(level, i, who)) return true;
            if (!theirs.MoveNext()) return false;
            if (theirs.Kind == LevelKind.Multi) return true;
            if (!level.Overlaps(theirs, isFirst: i == 0, who)) return false;
        }

        return !theirs.MoveNext() || theirs.Kind == LevelKind.Multi;
    }

    /// <summary>Whether the client has every name that this filter mentions, usable or not.</summary>
    public bool Concerns(Identity who)
    {
        if (!_hasNames || who.UserName is not null) return true;
        foreach (var level in _levels)
        {
            if (level.Kind == LevelKind.UserName) return false;
        }

        return true;
    }

    /// <summary>Whether every name that this filter mentions stands for one plain level.</summary>
    public bool IsUsable(Identity who)
    {
        if (!_hasNames) return true;
        for (var i = 0; i < _levels.Length; i++)
        {
            if (!_levels[i].IsUsable(isFirst: i == 0, who)) return false;
        }

        return true;
    }

    // A name that is no plain level counts as #: only rules that deny are asked then, and they deny too much rather
    // than too little.
    private bool IsMulti(RuleLevel level, int index, Identity who) =>
        level.Kind == LevelKind.Multi || (_hasNames && !level.IsUsable(index == 0, who));

    private static LevelKind KindOf(in FilterLevels level, bool isPattern)
    {
        if (!isPattern || level.Kind != LevelKind.Literal) return level.Kind;
        if (level.Literal.SequenceEqual("%u"u8)) return LevelKind.UserName;
        return level.Literal.SequenceEqual("%c"u8) ? LevelKind.ClientId : LevelKind.Literal;
    }
}
