using Heliograph.Broker.Access;

namespace Heliograph.Server.Security;

/// <summary>The authentication port of the server: who is this client? Asked once per CONNECT, by many at once.</summary>
public interface IAuthenticator
{
    /// <summary>Proves the credentials. A refusal is a result, never an exception.</summary>
    ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop);
}
