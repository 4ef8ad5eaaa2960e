using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Backoff;

/// <summary>The same for logins in several steps, such as SCRAM: who would have to wait is told to come back.</summary>
internal sealed class BackingOffExchanges(IEnhancedAuthenticator inner, LoginBackoff backoff, LoginDoor door) : IEnhancedAuthenticator
{
    public IAuthenticationExchange? TryStart(string method, AuthenticationRequest request) =>
        inner.TryStart(method, request) is { } exchange ? new Watched(exchange, request, backoff, door) : null;

    /// <remarks>The user that the exchange is about counts as well as the one that CONNECT names: SCRAM proves its own.</remarks>
    private sealed class Watched(IAuthenticationExchange inner, AuthenticationRequest request, LoginBackoff backoff, LoginDoor door) : IAuthenticationExchange
    {
        public string? UserName => inner.UserName;

        public AuthenticationStep Step(ReadOnlySpan<byte> data)
        {
            // Before each step: others of its address or user may have failed since it began.
            if (!request.IsConnected && backoff.WaitOf(Keys()) > TimeSpan.Zero) return new(BackingOffAuthenticator.MustWait, null);
            var step = inner.Step(data);
            if (step.Result is not { } result) return step;
            backoff.OnVerdict(result, request, Keys());
            door.OnVerdict(result, request);
            return step;
        }

        private LoginKey[] Keys()
        {
            var keys = LoginLines.KeysOf(request);
            return UserName is { } user && user != request.UserName ? [.. keys, LoginKey.OfUser(user)] : keys;
        }
    }
}
