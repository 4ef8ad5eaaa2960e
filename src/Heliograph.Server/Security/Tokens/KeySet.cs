using Microsoft.IdentityModel.Tokens;

namespace Heliograph.Server.Security.Tokens;

/// <summary>A JSON Web Key Set as fetched: its public keys for signatures. What else stands there is passed over, symmetric keys above all.</summary>
internal sealed record KeySet(IReadOnlyList<SecurityKey> Keys)
{
    /// <summary>The longest text read.</summary>
    public const int BytesMax = 262_144;

    private const int KeysMax = 32; // a token without kid is tried with each

    /// <summary>Reads a set.</summary>
    /// <returns>Null when the text is none.</returns>
    public static KeySet? TryRead(string text)
    {
        try
        {
            var keys = new JsonWebKeySet(text).Keys;
            if (keys.Count > KeysMax) return null;
            return new([.. keys.Where(key => key is { Kty: "RSA" or "EC", Use: null or "" or "sig" })]);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or System.Text.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The key of an id; all of them for a token that names none.</summary>
    public IReadOnlyList<SecurityKey> Of(string? keyId) => keyId is null ? Keys : [.. Keys.Where(key => key.KeyId == keyId)];
}
