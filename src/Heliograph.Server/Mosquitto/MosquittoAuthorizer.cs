using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;

namespace Heliograph.Server.Mosquitto;

/// <summary>Who may read and write what, as Mosquitto has it: subscribing is always granted, and what may not be read is not delivered.</summary>
internal sealed class MosquittoAuthorizer(AclRules? rules) : IAuthorizer
{
    private static readonly AccessDecision All = new(AccessAnswer.Allowed, "there is no acl_file");

    private AclAuthorizer? _rules = Of(rules);
    private int _version;

    public int RulesVersion => Volatile.Read(ref _version);

    /// <summary>Puts other rules in force; the rules before the version, as <see cref="AclAuthorizer.Replace"/> says.</summary>
    public void Replace(AclRules? rules)
    {
        Volatile.Write(ref _rules, Of(rules));
        Interlocked.Increment(ref _version);
    }

    public AccessDecision Decide(in AccessRequest request)
    {
        if (Volatile.Read(ref _rules) is not { } rules) return All;
        var decision = rules.Decide(request);
        return request.Action == AccessAction.Subscribe && !decision.IsAllowed ? decision with { Answer = AccessAnswer.AskPerDelivery } : decision;
    }

    private static AclAuthorizer? Of(AclRules? rules) => rules is null ? null : new(rules);
}
