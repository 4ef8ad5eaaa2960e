using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Bans;

/// <summary>Lets nobody in whose client id or user is banned; asks another authenticator about everybody else.</summary>
internal sealed class BanningAuthenticator(IAuthenticator inner, BanList bans) : IAuthenticator
{
    public async ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop)
    {
        // Before any password is looked at, which costs.
        if ((bans.HitClientId(request.ClientId) ?? bans.HitUser(request.UserName)) is { } ban) return Refusal(ban);
        var result = await inner.AuthenticateAsync(request, stop);
        return IsProvenAsAnother(request, result) && bans.HitUser(result.UserName) is { } late ? Refusal(late) : result;
    }

    /// <summary>Whether the user in force is not the one that CONNECT named.</summary>
    public static bool IsProvenAsAnother(AuthenticationRequest request, AuthenticationResult result) =>
        result.Outcome == AuthenticationOutcome.Accepted && result.UserName != request.UserName;

    public static AuthenticationResult Refusal(Ban ban) => new(AuthenticationOutcome.Banned, null, ban.Cause);
}
