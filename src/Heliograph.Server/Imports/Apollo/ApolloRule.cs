using System.Buffers;

namespace Heliograph.Server.Imports.Apollo;

/// <summary>One <c>access_rule</c>. The first that matches decides; where none does, access is denied.</summary>
internal sealed class ApolloRule(ApolloElement element)
{
    public const string Admin = "admin";
    public const string Monitor = "monitor";
    public const string Connect = "connect";
    public const string Send = "send";
    public const string Receive = "receive";
    private static readonly SearchValues<char> NoLevel = SearchValues.Create("*{}+#/");
    private readonly string[] _actions = Words(element["action"]);
    private readonly string[] _kinds = Words(element["kind"]);
    private readonly bool _namesUsers = element["principal_kind"] is { } kinds
        && (kinds.Trim() == "*" || kinds.Contains("UserPrincipal", StringComparison.Ordinal));

    public ApolloElement Element => element;

    /// <summary>Why it cannot be weighed here; null when it can.</summary>
    public string? Fault =>
        element["connector"] is { } connector and not "*" ? $"rights do not depend on the connector here; it speaks of {connector}"
        : element["id_regex"] is not null ? "a regular expression cannot name topics here"
        : element["allow"] is null && element["deny"] is null ? "it neither allows nor denies"
        : IsAboutTopics && Filter is null ? $"no topic filter says \"{element["id"]}\""
        : null;

    /// <summary>Whether it concerns what MQTT clients do with topics.</summary>
    public bool IsAboutTopics => Concerns("topic") && (Has(Send) || Has(Receive));

    /// <summary>Whether it holds for everything of its kind.</summary>
    public bool IsForAll => element["id"] is null or "*" or "**";

    /// <summary>The topics as an MQTT filter: <c>.</c> is <c>/</c>, <c>*</c> is <c>+</c>, <c>**</c> is <c>#</c>; null when there is none.</summary>
    public string? Filter
    {
        get
        {
            if (IsForAll) return "#";
            var levels = element["id"]!.Split('.');
            for (var i = 0; i < levels.Length; i++)
            {
                if (levels[i] == "*") levels[i] = "+";
                else if (levels[i] == "**" && i == levels.Length - 1) levels[i] = "#";
                else if (levels[i].AsSpan().ContainsAny(NoLevel) || levels[i].Any(char.IsControl) || levels[i] != levels[i].Trim()) return null;
            }

            return string.Join('/', levels);
        }
    }

    public bool Has(string action) => _actions.Contains("*") || _actions.Contains(action);

    public bool Concerns(string kind) => _kinds.Contains("*") || _kinds.Contains(kind);

    /// <summary>Whether the rule allows (true) or denies (false) the user, or says nothing (null). Denying goes first.</summary>
    public bool? Verdict(string user, ApolloPrincipals principals) =>
        Names(element["deny"], user, principals) ? false : Names(element["allow"], user, principals) ? true : null;

    private bool Names(string? list, string user, ApolloPrincipals principals)
    {
        if (list is null) return false;
        var names = element["separator"] is { Length: > 0 } separator ? list.Split(separator, StringSplitOptions.TrimEntries) : [list.Trim()];
        return names.Any(name => name is "*" or "+" || principals.Is(user, name, _namesUsers));
    }

    private static string[] Words(string? list) => list?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? ["*"];
}
