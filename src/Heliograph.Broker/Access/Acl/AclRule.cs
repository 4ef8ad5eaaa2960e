namespace Heliograph.Broker.Access.Acl;

/// <summary>One line of a rules text. Immutable.</summary>
/// <param name="denies">Whether it forbids, instead of granting.</param>
/// <param name="actions">What it speaks of.</param>
/// <param name="conditions">What must hold besides.</param>
/// <param name="filter">The topics it speaks of.</param>
/// <param name="line">Where it stands, counted from 1.</param>
/// <param name="text">The rule in words for people; made once, so that a decision allocates nothing.</param>
internal sealed class AclRule(bool denies, AclActions actions, AclConditions conditions, RuleFilter filter, string text, int line)
{
    public bool Denies { get; } = denies;
    public AclActions Actions { get; } = actions;
    public AclConditions Conditions { get; } = conditions;
    public bool IsUnconditional { get; } = conditions.IsNone;
    public RuleFilter Filter { get; } = filter;
    public string Text { get; } = text;
    public int Line { get; } = line;

    /// <summary>Whether the rule speaks of this client. A client whose name would widen a pattern gains nothing by it.</summary>
    public bool Concerns(Identity who) => Denies ? Filter.Concerns(who) : Filter.IsUsable(who);
}
