using Heliograph.Broker.Access;
using Heliograph.Server.Security;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>Lets everyone in and do everything.</summary>
internal sealed class Anyone : IAuthenticator, IAuthorizer
{
    public int RulesVersion => 1;

    public AccessDecision Decide(in AccessRequest request) => new(AccessAnswer.Allowed, "anyone may do anything");

    public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop) =>
        ValueTask.FromResult(new AuthenticationResult(AuthenticationOutcome.Accepted, null, "anyone may come"));
}
