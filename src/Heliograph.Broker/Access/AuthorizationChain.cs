namespace Heliograph.Broker.Access;

/// <summary>Asks one link after the other what a client may do: the first that has a rule for it decides. What no link speaks of is denied.</summary>
public sealed class AuthorizationChain(IReadOnlyList<IAuthorizationLink> links) : IAuthorizer
{
    private readonly IAuthorizationLink[] _links = [.. links]; // walked for every message

    public int RulesVersion
    {
        get
        {
            var sum = 0;
            foreach (var link in _links) sum += link.RulesVersion;
            return sum;
        }
    }

    public AccessDecision Decide(in AccessRequest request)
    {
        AccessDecision? partly = null, unsaid = null;
        var dependsOnPayload = false;
        foreach (var link in _links)
        {
            var decision = link.Ask(request);
            dependsOnPayload |= decision.DependsOnPayload;
            switch (decision.Answer)
            {
                case AccessAnswer.Unsaid:
                    unsaid ??= decision;
                    continue;
                case AccessAnswer.UnsaidInPart:
                    partly ??= decision;
                    continue;
                // An earlier link denies some topics of the filter: each delivery is asked about, and its denial found again.
                case AccessAnswer.Allowed when partly is not null:
                    return decision with { Answer = AccessAnswer.AskPerDelivery, DependsOnPayload = dependsOnPayload };
                default:
                    return decision with { DependsOnPayload = dependsOnPayload };
            }
        }

        return (unsaid ?? partly ?? new(AccessAnswer.Denied, "no rule allows it")) with { Answer = AccessAnswer.Denied, DependsOnPayload = dependsOnPayload };
    }
}
