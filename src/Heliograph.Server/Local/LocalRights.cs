using Heliograph.Broker.Access;
using Heliograph.Server.Security;

namespace Heliograph.Server.Local;

/// <summary>The program's own subscriptions: nobody asks who they are, and they may read everything.</summary>
internal sealed class LocalRights(IAuthorizer others) : IAuthorizer, IAuthenticator
{
    private static readonly AccessDecision Allowed = new(AccessAnswer.Allowed, "the program that the broker runs in");
    private static readonly LoginRights Own = new([], rules: null);

    public int RulesVersion => others.RulesVersion;

    public AccessDecision Decide(in AccessRequest request) => ReferenceEquals(request.Who.Rights, Own) ? Allowed : others.Decide(request);

    public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop) =>
        new(new AuthenticationResult(AuthenticationOutcome.Accepted, null, "the program that the broker runs in") { Rights = Own });
}
