using Heliograph.Broker.Access;
using Heliograph.Server.Security;

namespace Heliograph.Conformance.Broker;

/// <summary>Accepts everyone as who they say they are.</summary>
internal sealed class Anyone : IAuthenticator
{
    public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop) =>
        ValueTask.FromResult(new AuthenticationResult(AuthenticationOutcome.Accepted, request.UserName, "anyone"));
}
