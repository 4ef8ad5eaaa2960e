using Heliograph.Broker.Access;
using Heliograph.Server.Security;

namespace Heliograph.Server.Mosquitto;

/// <summary>Who a client is, as Mosquitto finds out: by a password file, or by nothing at all.</summary>
/// <remarks>Whoever cannot prove it is not authorized: code 5 in 3.x, 0x87 in 5.0. Without a password file a user name proves itself.</remarks>
internal sealed class MosquittoAuthenticator(MosquittoRights rights) : IAuthenticator, IDisposable
{
    private readonly PasswordFileAuthenticator _passwords = new(rights.Users ?? PasswordFile.Empty, new(), TimeProvider.System);
    private volatile MosquittoRights _rights = rights;

    /// <summary>Puts other rights in force for every login from now on.</summary>
    public void Replace(MosquittoRights rights)
    {
        _passwords.Replace(rights.Users ?? PasswordFile.Empty);
        _rights = rights;
    }

    public async ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop)
    {
        var rights = _rights;
        if (!request.ClientId.StartsWith(rights.ClientIdPrefix, StringComparison.Ordinal)) return No($"the client id does not begin with clientid_prefixes {rights.ClientIdPrefix}");
        if (rights.Certificate != CertificateName.None)
        {
            var certificate = request.Peer.Certificate;
            var name = rights.Certificate == CertificateName.Common ? certificate?.CommonName : certificate?.Subject;
            return name is { Length: > 0 }
                ? new(AuthenticationOutcome.Accepted, name, "certificate of the client")
                : No("it has no certificate that names it");
        }

        if (request.UserName is null || rights.Users is null)
        {
            return rights.AllowAnonymous
                ? new(AuthenticationOutcome.Accepted, request.UserName, "allow_anonymous true")
                : No("allow_anonymous false, and no password that could be checked");
        }

        var result = await _passwords.AuthenticateAsync(request, stop);
        return result.Outcome == AuthenticationOutcome.BadCredentials ? result with { Outcome = AuthenticationOutcome.NotAuthorized } : result;
    }

    public void Dispose() => _passwords.Dispose();

    private static AuthenticationResult No(string cause) => new(AuthenticationOutcome.NotAuthorized, null, cause);
}
