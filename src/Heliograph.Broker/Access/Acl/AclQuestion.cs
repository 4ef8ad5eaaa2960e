namespace Heliograph.Broker.Access.Acl;

/// <summary>Which conditions a rule may have for a question to find it.</summary>
internal enum ConditionUse : byte
{
    /// <summary>Those that hold for the request.</summary>
    Holding,

    /// <summary>None at all.</summary>
    None,

    /// <summary>Any, whether they hold or not.</summary>
    Any,
}

/// <summary>What is looked for among the rules.</summary>
/// <param name="Denies">A rule that forbids, or one that grants.</param>
/// <param name="Actions">It speaks of one of these.</param>
/// <param name="Whole">It speaks of every topic of the request's filter; else of some.</param>
/// <param name="Conditions">What it may depend on.</param>
internal readonly record struct AclQuestion(bool Denies, AclActions Actions, bool Whole, ConditionUse Conditions = ConditionUse.Holding)
{
    public bool IsMetBy(AclRule rule, in AccessRequest request) => Conditions switch
    {
        ConditionUse.Any => true,
        ConditionUse.None => rule.IsUnconditional,
        _ => rule.IsUnconditional || rule.Conditions.Hold(request),
    };
}
