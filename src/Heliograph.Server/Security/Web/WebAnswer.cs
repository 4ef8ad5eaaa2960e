using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Chain;
using Heliograph.Server.Security.Rights;

namespace Heliograph.Server.Security.Web;

/// <summary>Reads what the web service answers.</summary>
/// <remarks>
/// <code>{ "result": "allow" | "deny" | "ignore", "user": NAME, "groups": [..], "rights": [..], "valid_seconds": N, "reason": TEXT }</code>
/// Only result must be there. A field that is not understood makes the whole answer none.
/// </remarks>
internal static class WebAnswer
{
    private const int NameCharactersMax = 1_000, ReasonCharactersMax = 200;
    private const double ValidSecondsMax = 3e10;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <param name="body">The body as it came.</param>
    /// <param name="request">What was asked about.</param>
    /// <param name="answer">What it means.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(byte[] body, AuthenticationRequest request, [NotNullWhen(true)] out LinkAnswer? answer, out string fault)
    {
        answer = null;
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            var root = document.RootElement;
            fault = "it is no JSON object";
            return root.ValueKind == JsonValueKind.Object && TryRead(root, request, out answer, out fault);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException) // the latter: text that is no Unicode
        {
            fault = "it is no JSON";
            return false;
        }
    }

    private static bool TryRead(JsonElement root, AuthenticationRequest request, out LinkAnswer? answer, out string fault)
    {
        (answer, fault) = (null, "");
        foreach (var field in root.EnumerateObject())
        {
            if (IsKnown(field)) continue;
            fault = "a field of it is unknown, or its value is not one that it can have";
            return false;
        }

        var reason = root.TryGetProperty("reason", out var given) ? $": {Short(given.GetString() ?? "")}" : "";
        switch (root.TryGetProperty("result", out var result) ? result.GetString() : null)
        {
            case "deny":
                answer = LinkAnswer.Bad($"the web service refuses it{reason}");
                return true;
            case "ignore":
                answer = LinkAnswer.NotMine($"the web service does not know it{reason}");
                return true;
            case "allow":
                return TryAllow(root, request, out answer, out fault);
            default:
                fault = "its result is missing";
                return false;
        }
    }

    private static bool TryAllow(JsonElement root, AuthenticationRequest request, out LinkAnswer? answer, out string fault)
    {
        answer = null;
        if (!RightsReader.TryRead(Find(root, "groups"), Find(root, "rights"), "the web service's answer", out var rights, out fault)) return false;
        if ((Find(root, "user")?.GetString() ?? request.UserName) is not { Length: > 0 } user)
        {
            fault = "it names no user, and neither does the client";
            return false;
        }

        TimeSpan? validFor = Find(root, "valid_seconds") is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds.GetDouble(), ValidSecondsMax)) : null;
        answer = new(new(AuthenticationOutcome.Accepted, user, $"user '{user}', says the web service") { Rights = rights, ValidFor = validFor }, "");
        return true;
    }

    private static bool IsKnown(JsonProperty field) => (field.Name, field.Value.ValueKind) switch
    {
        ("result", JsonValueKind.String) => field.Value.GetString() is "allow" or "deny" or "ignore",
        ("user", JsonValueKind.String) => field.Value.GetString() is { Length: > 0 and <= NameCharactersMax } user && !user.Any(char.IsControl),
        ("reason", JsonValueKind.String) or ("groups" or "rights", _) => true,
        ("valid_seconds", JsonValueKind.Number) => field.Value.TryGetDouble(out var seconds) && seconds > 0 && double.IsFinite(seconds),
        _ => false,
    };

    private static JsonElement? Find(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value : null;

    private static string Short(string text) => text.Length <= ReasonCharactersMax ? text : text[..ReasonCharactersMax] + "…";
}
