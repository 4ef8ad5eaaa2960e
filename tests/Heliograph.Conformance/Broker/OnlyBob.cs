using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Server.Security;

namespace Heliograph.Conformance.Broker;

/// <summary>Knows one user, <c>bob</c>, whose password is <c>secret</c>.</summary>
internal sealed class OnlyBob : IAuthenticator
{
    public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop)
    {
        var password = Encoding.UTF8.GetString(request.Password ?? []);
        return ValueTask.FromResult(request.UserName == "bob" && password == "secret"
            ? new AuthenticationResult(AuthenticationOutcome.Accepted, "bob", "bob himself")
            : new AuthenticationResult(AuthenticationOutcome.BadCredentials, null, "not bob"));
    }
}
