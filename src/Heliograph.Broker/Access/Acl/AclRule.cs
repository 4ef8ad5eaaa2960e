namespace Heliograph.Broker.Access.Acl;

/// <summary>One line of a rules text. Immutable.</summary>
/// <param name="access">What it grants or forbids.</param>
/// <param name="filter">The topics it speaks of.</param>
/// <param name="line">Where it stands, counted from 1.</param>
/// <param name="text">The rule in words for people; made once, so that a decision allocates nothing.</param>
internal sealed class AclRule(AclAccess access, RuleFilter filter, string text, int line)
{
    public AclAccess Access { get; } = access;
    public RuleFilter Filter { get; } = filter;
    public string Text { get; } = text;
    public int Line { get; } = line;

    /// <summary>Whether the rule speaks of this client. A client whose name would widen a pattern gains nothing by it.</summary>
    public bool Concerns(Identity who) =>
        Access == AclAccess.Deny ? Filter.Concerns(who) : Filter.IsUsable(who);
}
