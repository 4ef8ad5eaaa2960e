using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Backoff;

/// <summary>The same for logins in several steps, such as SCRAM: who would have to wait is told to come back.</summary>
internal sealed class BackingOffExchanges(IEnhancedAuthenticator inner, LoginBackoff backoff) : IEnhancedAuthenticator
{
    public IAuthenticationExchange? TryStart(string method, AuthenticationRequest request)
    {
        if (inner.TryStart(method, request) is not { } exchange) return null;
        var keys = LoginLines.KeysOf(request);
        return !request.IsConnected && backoff.WaitOf(keys) > TimeSpan.Zero ? new Refused() : new Watched(exchange, keys, backoff);
    }

    private sealed class Refused : IAuthenticationExchange
    {
        public AuthenticationStep Step(ReadOnlySpan<byte> data) => new(BackingOffAuthenticator.MustWait, null);
    }

    private sealed class Watched(IAuthenticationExchange inner, LoginKey[] keys, LoginBackoff backoff) : IAuthenticationExchange
    {
        public AuthenticationStep Step(ReadOnlySpan<byte> data)
        {
            var step = inner.Step(data);
            if (step.Result?.Outcome == AuthenticationOutcome.Accepted) backoff.OnSuccess(keys);
            else if (step.Result?.Outcome == AuthenticationOutcome.BadCredentials) backoff.OnFailure(keys);
            return step;
        }
    }
}
