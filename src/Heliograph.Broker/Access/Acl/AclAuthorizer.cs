namespace Heliograph.Broker.Access.Acl;

/// <summary>The authorizer behind a rules text; the rules can be replaced while clients are connected.</summary>
public sealed class AclAuthorizer(AclRules rules) : IAuthorizer, IAuthorizationLink
{
    private AclRules _rules = rules;
    private int _version;

    public int RulesVersion => Volatile.Read(ref _version);

    /// <summary>The rules in force.</summary>
    public AclRules Rules => Volatile.Read(ref _rules);

    /// <summary>Puts other rules in force for every decision from now on.</summary>
    /// <remarks>
    /// The rules change before the version: an answer that is kept under the version read before asking is either of
    /// the new rules already, or asked for again.
    /// </remarks>
    public void Replace(AclRules rules)
    {
        Volatile.Write(ref _rules, rules);
        Interlocked.Increment(ref _version);
    }

    /// <summary>What the rules say where nobody else is asked.</summary>
    public AccessDecision Decide(in AccessRequest request)
    {
        var decision = Rules.Ask(request);
        return decision.Answer is AccessAnswer.Unsaid or AccessAnswer.UnsaidInPart ? decision with { Answer = AccessAnswer.Denied } : decision;
    }

    public AccessDecision Ask(in AccessRequest request) => Rules.Ask(request);
}
