using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Chain;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Heliograph.Server.Security.Tokens;

/// <summary>Proves who sends a JSON Web Token (RFC 7519) as password: the login is good for as long as the token is.</summary>
/// <remarks>The library checks the signature; claims are read and judged here, so that each refusal says which one it was.</remarks>
internal sealed class TokenLink(TokenOptions options, ITokenKeys keys, TimeProvider time) : IAuthenticationLink, IDisposable
{
    /// <summary>The longest token looked at.</summary>
    public const int TokenBytesMax = 16_384;

    private static readonly string[] WithSecret = ["HS256", "HS384", "HS512"];
    private static readonly string[] WithKey = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private const int ChecksWaitingMax = 10_000;

    // Signatures take time, and whoever asks serves others: they are checked on other threads, a bounded number at once.
    private readonly FairTurns _checks = new(Math.Max(1, Environment.ProcessorCount - 1), ChecksWaitingMax);

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = TokenBytesMax };
    private readonly string[] _algorithms =
        [.. options.Secret.Length > 0 ? WithSecret : [], .. options.KeyFile.Length > 0 || options.KeySet.Length > 0 ? WithKey : []];

    public string Name => LinkNames.Jwt;

    public async ValueTask<LinkAnswer> AskAsync(AuthenticationRequest request, CancellationToken stop)
    {
        if (request.Password is not { } password || !LooksLikeToken(password)) return LinkAnswer.NotMine("the password is no JSON Web Token");
        if (password.Length > TokenBytesMax) return LinkAnswer.Bad($"the token is longer than {TokenBytesMax} bytes");
        if (TryReadToken(Encoding.ASCII.GetString(password)) is not { } token) return LinkAnswer.Bad("the token is not well formed");
        if (!_algorithms.Contains(token.Alg, StringComparer.Ordinal))
            return LinkAnswer.Bad($"the token is signed with '{Short(token.Alg)}'; taken are {string.Join(", ", _algorithms)}");
        if (token.TryGetHeaderValue<object>("crit", out _)) return LinkAnswer.Bad("the token asks for an extension (crit) that is not known here");
        var keyId = string.IsNullOrEmpty(token.Kid) ? null : token.Kid;
        IReadOnlyList<SecurityKey> found;
        try
        {
            found = await keys.FindAsync(keyId, stop);
        }
        catch (TokenKeysException failure)
        {
            return LinkAnswer.No(AuthenticationOutcome.Unavailable, failure.Message);
        }

        if (found.Count == 0) return LinkAnswer.Bad($"no key is known with the id '{Short(keyId ?? "")}' that the token names");
        using var turn = await _checks.TryTakeAsync(request.Peer, stop);
        if (turn is null) return LinkAnswer.No(AuthenticationOutcome.Unavailable, $"{ChecksWaitingMax} tokens are waiting to be checked already, of one host a quarter of what is free");
        return await Task.Run(() => IsSignedAsync(token, found), stop) ? Judge(token, keyId, request) : LinkAnswer.Bad("the signature of the token is wrong");
    }

    public void Dispose() => _checks.Dispose();

    // Three parts of base64url, of which the first is a JSON object: nobody chooses such a password.
    private static bool LooksLikeToken(byte[] password) =>
        password.AsSpan().StartsWith("eyJ"u8) && password.AsSpan().Count((byte)'.') >= 2 && System.Text.Ascii.IsValid(password);

    private static JsonWebToken? TryReadToken(string text)
    {
        try
        {
            var token = new JsonWebToken(text);
            return token.IsEncrypted ? null : token;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private async Task<bool> IsSignedAsync(JsonWebToken token, IReadOnlyList<SecurityKey> found) => (await _handler.ValidateTokenAsync(token, new()
    {
        IssuerSigningKeys = found,
        TryAllIssuerSigningKeys = true,
        ValidAlgorithms = _algorithms,
        RequireSignedTokens = true,
        ValidateIssuer = false,
        ValidateAudience = false,
        ValidateLifetime = false,
    })).IsValid;

    private LinkAnswer Judge(JsonWebToken token, string? keyId, AuthenticationRequest request)
    {
        if (!TokenClaims.TryRead(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), options, out var claims, out var fault))
            return LinkAnswer.Bad($"the token cannot be used: {fault}");
        var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        var leeway = options.Leeway.TotalSeconds;
        if (claims.ExpiresAt is not { } expiresAt) return LinkAnswer.Bad($"the token of '{claims.User}' never expires: it has no claim 'exp'");
        if (now >= expiresAt + leeway) return LinkAnswer.Bad($"the token of '{claims.User}' expired {Age(now - expiresAt)} ago");
        if (claims.NotBefore is { } notBefore && now < notBefore - leeway)
            return LinkAnswer.Bad($"the token of '{claims.User}' is not valid yet: it will be in {Age(notBefore - now)}");
        if (options.Issuer.Length > 0 && claims.Issuer != options.Issuer)
            return LinkAnswer.Bad($"the token of '{claims.User}' was issued by '{Short(claims.Issuer ?? "")}' and not by '{options.Issuer}'");
        if (options.Audience.Length > 0 && !claims.Audiences.Contains(options.Audience))
            return LinkAnswer.Bad($"the token of '{claims.User}' is meant for '{Short(string.Join("', '", claims.Audiences))}' and not for '{options.Audience}'");
        if (options.UserNameMustMatch && request.UserName != claims.User)
            return LinkAnswer.Bad($"the token is of '{claims.User}', and the user name is '{Short(request.UserName ?? "")}'");
        var key = keyId is null ? "" : $", key '{Short(keyId)}'";
        return new(
            new(AuthenticationOutcome.Accepted, claims.User, $"token of '{claims.User}'{key}")
            {
                ValidFor = TimeSpan.FromSeconds(Math.Min(expiresAt + leeway - now, ValidSecondsMax)),
                Rights = claims.Rights,
            },
            "");
    }

    // A thousand years: what a TimeSpan can hold.
    private const double ValidSecondsMax = 3e10;

    private static string Age(double seconds) => seconds switch
    {
        < 120 => $"{Math.Floor(seconds)} s",
        < 7_200 => $"{Math.Floor(seconds / 60)} min",
        < 172_800 => $"{Math.Floor(seconds / 3_600)} h",
        _ => $"{Math.Floor(seconds / 86_400)} days",
    };

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
