using System.Text;
using Heliograph.Broker.Access;

namespace Heliograph.Conformance.Broker;

/// <summary>The method <c>ECHO</c>: answers <c>hello</c> with <c>again</c>, that with <c>welcome</c>.</summary>
internal sealed class EchoAuthenticator : IEnhancedAuthenticator
{
    public IAuthenticationExchange? TryStart(string method, AuthenticationRequest request) =>
        method == "ECHO" ? new Exchange() : null;

    private sealed class Exchange : IAuthenticationExchange
    {
        private bool _isChallenged;

        public AuthenticationStep Step(ReadOnlySpan<byte> data)
        {
            if (!_isChallenged)
            {
                _isChallenged = true;
                return new(null, "again"u8.ToArray());
            }

            return Encoding.UTF8.GetString(data) == "again"
                ? new(new(AuthenticationOutcome.Accepted, "echo", "the challenge was repeated"), "welcome"u8.ToArray())
                : new(new(AuthenticationOutcome.BadCredentials, null, "the challenge was not repeated"), null);
        }
    }
}
