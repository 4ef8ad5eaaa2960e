using Heliograph.Broker.Access;

namespace Heliograph.Server.Security;

/// <summary>Gives listeners an authenticator of their own, by their names.</summary>
/// <param name="own">Of the listeners that have one.</param>
/// <param name="others">Of all others.</param>
internal sealed class AuthenticationByListener(IReadOnlyDictionary<string, IAuthenticator> own, IAuthenticator others) : IAuthenticator
{
    public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop) =>
        own.GetValueOrDefault(request.Peer.Listener, others).AuthenticateAsync(request, stop);
}
