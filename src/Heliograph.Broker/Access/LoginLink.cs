namespace Heliograph.Broker.Access;

/// <summary>The link of the authorisation chain that asks the rules which a login brought along.</summary>
public sealed class LoginLink : IAuthorizationLink
{
    private static readonly AccessDecision Nothing = new(AccessAnswer.Unsaid, "the login of this client brought no rules");

    /// <summary>Never grows: a login's rules do not change, and another login has others.</summary>
    public int RulesVersion => 0;

    public AccessDecision Ask(in AccessRequest request) => request.Who.Rights?.Rules?.Ask(request) ?? Nothing;
}
