using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Heliograph.Broker.Access.Scram;

/// <summary>One SCRAM-SHA-256 exchange: client-first, server-first, client-final, server-final.</summary>
internal sealed class ScramExchange(ScramAuthenticator authenticator, AuthenticationRequest request)
    : IAuthenticationExchange
{
    private const int MessageBytesMax = 4_096;

    private Stage _stage = Stage.AwaitFirst;
    private ScramClientFirst? _first;
    private ScramCredential? _credential;
    private bool _isKnown;
    private string _nonce = "";
    private string _serverFirst = "";

    private enum Stage
    {
        /// <summary>Nothing came yet.</summary>
        AwaitFirst,

        /// <summary>The client sent no data and was asked to.</summary>
        AwaitFirstAsked,

        /// <summary>The server-first-message went out.</summary>
        AwaitFinal,

        /// <summary>A result was given.</summary>
        Done,
    }

    public string? UserName => _first?.User;

    public AuthenticationStep Step(ReadOnlySpan<byte> data)
    {
        if (_stage == Stage.AwaitFirst && data.IsEmpty)
        {
            _stage = Stage.AwaitFirstAsked;                 // the client speaks first; an empty challenge asks it to
            return new(null, null);
        }

        if (_stage == Stage.Done) return Refuse("other-error", "the exchange is over");
        if (!TryReadText(data, out var message)) return Refuse("invalid-encoding", "a message is too long or no UTF-8");
        return _stage == Stage.AwaitFinal ? OnFinal(message) : OnFirst(message);
    }

    private AuthenticationStep OnFirst(string message)
    {
        _first = ScramClientFirst.TryParse(message, out var fault);
        if (_first is null) return Refuse("other-error", $"client-first-message: {fault}");
        _isKnown = authenticator.TryFind(_first.User, out _credential);
        _nonce = _first.Nonce + authenticator.NextNonce();
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(_credential.Salt.Span)},i={_credential.Iterations}";
        _stage = Stage.AwaitFinal;
        return new(null, Encoding.UTF8.GetBytes(_serverFirst));
    }

    private AuthenticationStep OnFinal(string message)
    {
        if (_first is not { } first || _credential is not { } credential) return Refuse("other-error", "no client-first-message");
        if (ScramClientFinal.TryParse(message) is not { } final)
            return Refuse("invalid-encoding", "client-final-message: malformed");
        if (!final.ChannelBinding.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(first.Gs2Header)))
            return Refuse("channel-bindings-dont-match", "client-final-message: another gs2 header than before");
        if (final.Nonce != _nonce) return Refuse("other-error", "client-final-message: another nonce than the server's");

        var signed = Encoding.UTF8.GetBytes($"{first.Bare},{_serverFirst},{final.WithoutProof}");
        var isProven = IsProof(final.Proof, credential, signed);
        if (!_isKnown) return Refuse("invalid-proof", $"user '{first.User}' is unknown or has no SCRAM password");
        if (!isProven) return Refuse("invalid-proof", $"wrong password of user '{first.User}'");
        if (credential.LoopbackOnly is { } cause && !request.Peer.IsLoopback)
            return End(new(AuthenticationOutcome.NotAuthorized, null, cause), "e=other-error");
        var verifier = Convert.ToBase64String(HMACSHA256.HashData(credential.ServerKey.Span, signed));
        return End(new(AuthenticationOutcome.Accepted, first.User, $"SCRAM password of user '{first.User}'"), $"v={verifier}");
    }

    private static bool IsProof(byte[] proof, ScramCredential credential, byte[] signed)
    {
        var clientKey = HMACSHA256.HashData(credential.StoredKey.Span, signed);
        for (var i = 0; i < clientKey.Length; i++) clientKey[i] ^= proof[i];
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), credential.StoredKey.Span);
    }

    private static bool TryReadText(ReadOnlySpan<byte> data, out string text)
    {
        text = "";
        if (data.Length > MessageBytesMax || !Utf8.IsValid(data)) return false;
        text = Encoding.UTF8.GetString(data);
        return true;
    }

    private AuthenticationStep Refuse(string error, string cause) =>
        End(new(AuthenticationOutcome.BadCredentials, null, cause), $"e={error}");

    private AuthenticationStep End(AuthenticationResult result, string data)
    {
        _stage = Stage.Done;
        return new(result, Encoding.UTF8.GetBytes(data));
    }
}
