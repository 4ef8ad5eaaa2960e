namespace Heliograph.Broker.Access.Acl;

/// <summary>The rules of one user, of anonymous clients, or of everybody. Immutable; kept in the order of the text.</summary>
internal sealed class AclSection(IEnumerable<AclRule> rules)
{
    private readonly AclRule[] _deny = [.. rules.Where(rule => rule.Access == AclAccess.Deny)];
    private readonly AclRule[] _allow = [.. rules.Where(rule => rule.Access != AclAccess.Deny)];

    public static AclSection Empty { get; } = new([]);

    /// <summary>The first rule that denies every topic of the filter, or null.</summary>
    public AclRule? DenyCovering(ReadOnlySpan<byte> filter, Identity who)
    {
        foreach (var rule in _deny)
        {
            if (rule.Concerns(who) && rule.Filter.Covers(filter, who)) return rule;
        }

        return null;
    }

    /// <summary>The first rule that denies some topic of the filter, or null.</summary>
    public AclRule? DenyOverlapping(ReadOnlySpan<byte> filter, Identity who)
    {
        foreach (var rule in _deny)
        {
            if (rule.Concerns(who) && rule.Filter.Overlaps(filter, who)) return rule;
        }

        return null;
    }

    /// <summary>The first rule that grants the access for every topic of the filter, or null.</summary>
    public AclRule? AllowCovering(ReadOnlySpan<byte> filter, AclAccess access, Identity who)
    {
        foreach (var rule in _allow)
        {
            if ((rule.Access & access) != 0 && rule.Concerns(who) && rule.Filter.Covers(filter, who)) return rule;
        }

        return null;
    }

    /// <summary>The first rule that grants the access for some topic of the filter, or null.</summary>
    public AclRule? AllowOverlapping(ReadOnlySpan<byte> filter, AclAccess access, Identity who)
    {
        foreach (var rule in _allow)
        {
            if ((rule.Access & access) != 0 && rule.Concerns(who) && rule.Filter.Overlaps(filter, who)) return rule;
        }

        return null;
    }
}
