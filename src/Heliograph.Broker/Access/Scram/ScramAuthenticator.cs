using System.Security.Cryptography;
using System.Text;

namespace Heliograph.Broker.Access.Scram;

/// <summary>The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) as an MQTT 5.0 authentication method.</summary>
/// <remarks>
/// No channel binding. An unknown user is led through the same messages, with a salt that stays the same for the name,
/// and refused at the end as a wrong password is.
/// </remarks>
/// <param name="credentials">What is kept of the passwords.</param>
/// <param name="nextNonce">
/// Gives a new nonce at each call: printable ASCII without comma, impossible to guess (18 random bytes in base64 are).
/// </param>
/// <param name="secret">Random bytes that make the salts of unknown users; 32 or more, kept while the process runs.</param>
/// <param name="iterationsOfUnknown">What unknown users are told; the number that new credentials are made with.</param>
public sealed class ScramAuthenticator(
    IScramCredentials credentials, Func<string> nextNonce, ReadOnlyMemory<byte> secret,
    int iterationsOfUnknown = ScramCredential.IterationsMin) : IEnhancedAuthenticator
{
    /// <summary>The Authentication Method.</summary>
    public const string MethodName = "SCRAM-SHA-256";

    private const int SaltBytes = 16;

    public IAuthenticationExchange? TryStart(string method, AuthenticationRequest request) =>
        method == MethodName ? new ScramExchange(this, request) : null;

    internal string NextNonce() => nextNonce();

    internal bool TryFind(string user, out ScramCredential credential)
    {
        var isKnown = credentials.TryFind(user, out var found);
        var salt = HMACSHA256.HashData(secret.Span, Encoding.UTF8.GetBytes(user))[..SaltBytes];
        credential = found ?? new(iterationsOfUnknown, salt, new byte[ScramCredential.KeyBytes], new byte[ScramCredential.KeyBytes]);
        return isKnown;
    }
}
