namespace Heliograph.Broker.Access.Acl;

/// <summary>One level of a rule's topic filter.</summary>
internal readonly record struct RuleLevel(LevelKind Kind, byte[] Literal)
{
    /// <summary>Whether every topic level that <paramref name="theirs"/> stands for is one that this level stands for.</summary>
    public bool Covers(in FilterLevels theirs, bool isFirst, Identity who) => (Kind, theirs.Kind) switch
    {
        (LevelKind.Single, LevelKind.Single) => true,
        (LevelKind.Single, LevelKind.Literal) => !(isFirst && IsDollar(theirs.Literal)),
        (_, LevelKind.Literal) => IsValue(theirs.Literal, who),
        _ => false,
    };

    /// <summary>Whether some topic level is one that both stand for.</summary>
    public bool Overlaps(in FilterLevels theirs, bool isFirst, Identity who) => theirs.Kind == LevelKind.Single
        ? !(isFirst && Kind == LevelKind.Literal && IsDollar(Literal))
        : Covers(theirs, isFirst, who);

    /// <summary>Whether the name that this level stands for can be one whole level, and no more than that.</summary>
    /// <remarks>
    /// A client chooses its client id: <c>+</c> or <c>a/b</c> would widen a pattern, and so would <c>$SYS</c> as the
    /// first level, which no wildcard reaches [MQTT-4.7.2-1].
    /// </remarks>
    public bool IsUsable(bool isFirst, Identity who)
    {
        if (Kind is not (LevelKind.UserName or LevelKind.ClientId)) return true;
        var name = Name(who).AsSpan();
        return !name.IsEmpty && name.IndexOfAny('+', '#', '/') < 0 && !(isFirst && name[0] == '$');
    }

    /// <summary>The name that a <c>%u</c> or <c>%c</c> level stands for; null for the user name of an anonymous client.</summary>
    public string? Name(Identity who) => Kind == LevelKind.UserName ? who.UserName : who.ClientId;

    private bool IsValue(ReadOnlySpan<byte> level, Identity who) =>
        Kind == LevelKind.Literal ? level.SequenceEqual(Literal) : Utf8Text.Equals(level, Name(who));

    // [MQTT-4.7.2-1]: a wildcard as the first level does not stand for a level that begins with $.
    private static bool IsDollar(ReadOnlySpan<byte> level) => !level.IsEmpty && level[0] == (byte)'$';
}
