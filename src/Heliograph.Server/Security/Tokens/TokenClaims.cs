using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Rights;

namespace Heliograph.Server.Security.Tokens;

/// <summary>What a token says, read strictly: a name that stands twice, or a time that is no number, is refused. Says nothing of the signature.</summary>
/// <param name="User">The user name.</param>
/// <param name="Issuer">iss; null without.</param>
/// <param name="Audiences">aud; none without.</param>
/// <param name="ExpiresAt">exp, in seconds since 1970; null without.</param>
/// <param name="NotBefore">nbf, in seconds since 1970; null without.</param>
/// <param name="Rights">Groups and rules; null without both.</param>
internal sealed record TokenClaims(
    string User, string? Issuer, IReadOnlyList<string> Audiences, double? ExpiresAt, double? NotBefore, LoginRights? Rights)
{
    private const int NameCharactersMax = 1_000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Reads the middle part of a token.</summary>
    /// <param name="payload">JSON. Any bytes.</param>
    /// <param name="options">Which claims mean what.</param>
    /// <param name="claims">What it says.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(ReadOnlyMemory<byte> payload, TokenOptions options, [NotNullWhen(true)] out TokenClaims? claims, out string fault)
    {
        claims = null;
        try
        {
            using var document = JsonDocument.Parse(payload, Strict);
            var root = document.RootElement;
            fault = "its claims are no object";
            return root.ValueKind == JsonValueKind.Object && TryRead(root, options, out claims, out fault);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException) // the latter: text that is no Unicode
        {
            fault = "its claims are no JSON";
            return false;
        }
    }

    private static bool TryRead(JsonElement root, TokenOptions options, [NotNullWhen(true)] out TokenClaims? claims, out string fault)
    {
        claims = null;
        if (Text(root, options.UserClaim) is not { Length: > 0 and <= NameCharactersMax } user || user.Any(char.IsControl))
        {
            fault = $"its claim '{options.UserClaim}' is missing or no user name";
            return false;
        }

        if (!TryReadTime(root, "exp", out var expiresAt, out fault) || !TryReadTime(root, "nbf", out var notBefore, out fault)
            || !TryReadAudiences(root, out var audiences, out fault)
            || !RightsReader.TryRead(Find(root, options.GroupsClaim), Find(root, options.RightsClaim), "the token", out var rights, out fault)) return false;
        claims = new(user, Text(root, "iss"), audiences, expiresAt, notBefore, rights);
        return true;
    }

    private static bool TryReadTime(JsonElement root, string name, out double? seconds, out string fault)
    {
        (seconds, fault) = (null, "");
        if (Find(root, name) is not { } value) return true;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            seconds = number;
            return true;
        }

        fault = $"its claim '{name}' is no number";
        return false;
    }

    private static bool TryReadAudiences(JsonElement root, out List<string> audiences, out string fault)
    {
        (audiences, fault) = ([], "");
        switch (Find(root, "aud"))
        {
            case null:
                return true;
            case { ValueKind: JsonValueKind.String } one:
                audiences.Add(one.GetString() ?? "");
                return true;
            case { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                audiences.AddRange(list.EnumerateArray().Select(item => item.GetString() ?? ""));
                return true;
            default:
                fault = "its claim 'aud' is neither a text nor a list of texts";
                return false;
        }
    }

    private static JsonElement? Find(JsonElement root, string name) => name.Length > 0 && root.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement root, string name) => Find(root, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
