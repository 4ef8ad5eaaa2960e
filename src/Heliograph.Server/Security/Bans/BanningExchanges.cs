using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Bans;

/// <summary>The same for logins in several steps, such as SCRAM.</summary>
internal sealed class BanningExchanges(IEnhancedAuthenticator inner, BanList bans) : IEnhancedAuthenticator
{
    public IAuthenticationExchange? TryStart(string method, AuthenticationRequest request)
    {
        if (inner.TryStart(method, request) is not { } exchange) return null;
        return (bans.HitClientId(request.ClientId) ?? bans.HitUser(request.UserName)) is { } ban
            ? new Refused(ban)
            : new Watched(exchange, request, bans);
    }

    private sealed class Refused(Ban ban) : IAuthenticationExchange
    {
        public AuthenticationStep Step(ReadOnlySpan<byte> data) => new(BanningAuthenticator.Refusal(ban), null);
    }

    // The user is known for certain when the exchange has ended.
    private sealed class Watched(IAuthenticationExchange inner, AuthenticationRequest request, BanList bans) : IAuthenticationExchange
    {
        public string? UserName => inner.UserName;

        public AuthenticationStep Step(ReadOnlySpan<byte> data)
        {
            var step = inner.Step(data);
            return step.Result is { } result && BanningAuthenticator.IsProvenAsAnother(request, result) && bans.HitUser(result.UserName) is { } ban
                ? new(BanningAuthenticator.Refusal(ban), null)
                : step;
        }
    }
}
