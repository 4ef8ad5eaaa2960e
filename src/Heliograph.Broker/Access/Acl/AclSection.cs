namespace Heliograph.Broker.Access.Acl;

/// <summary>The rules of one user, of a group, of anonymous clients, or of everybody. Immutable; kept in the order of the text.</summary>
internal sealed class AclSection(IEnumerable<AclRule> rules)
{
    private readonly AclRule[] _deny = [.. rules.Where(rule => rule.Denies)];
    private readonly AclRule[] _allow = [.. rules.Where(rule => !rule.Denies)];

    public static AclSection Empty { get; } = new([]);

    /// <summary>The first rule that a question finds, or null.</summary>
    public AclRule? Find(in AclQuestion question, in AccessRequest request)
    {
        foreach (var rule in question.Denies ? _deny : _allow)
        {
            if ((rule.Actions & question.Actions) == 0 || !rule.Concerns(request.Who)) continue;
            if (!question.IsMetBy(rule, request)) continue;
            if (question.Whole ? rule.Filter.Covers(request.Topic, request.Who) : rule.Filter.Overlaps(request.Topic, request.Who)) return rule;
        }

        return null;
    }
}
