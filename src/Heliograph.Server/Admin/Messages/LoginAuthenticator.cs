using Heliograph.Broker.Access;
using Heliograph.Server.Security;

namespace Heliograph.Server.Admin.Messages;

/// <summary>Whoever is logged in at the console is that user to the broker, whatever CONNECT brings along.</summary>
internal sealed class LoginAuthenticator(string userName) : IAuthenticator
{
    public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop) =>
        new(new AuthenticationResult(AuthenticationOutcome.Accepted, userName, $"user '{userName}' is logged in at the console"));
}
