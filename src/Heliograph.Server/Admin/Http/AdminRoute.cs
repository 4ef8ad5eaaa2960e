using System.Text.Json.Serialization.Metadata;

namespace Heliograph.Server.Admin.Http;

/// <summary>One thing that can be asked of the REST API. All there is derives from it: dispatch, rights and documentation.</summary>
/// <param name="Method">GET looks, POST changes.</param>
/// <param name="Path">Whole, without parameters in it: those are in the query, where any client id and topic can stand.</param>
/// <param name="Role">The least role; None needs no login.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="Handle">Does it and answers.</param>
internal sealed record AdminRoute(string Method, string Path, Role Role, string Summary, Func<AdminCall, Task> Handle)
{
    /// <summary>Whether it may change something: then it leaves an entry in the audit log, done or refused.</summary>
    public bool Changes { get; init; } = Method != "GET";

    /// <summary>Whether only somebody who has logged in can ask it, and no key.</summary>
    public bool NeedsLogin { get; init; }

    /// <summary>Its parameters; others are refused.</summary>
    public IReadOnlyList<RouteParameter> Parameters { get; init; } = [];

    /// <summary>What its body is; null without one.</summary>
    public JsonTypeInfo? Body { get; init; }

    /// <summary>What it answers with; null when it is not JSON.</summary>
    public JsonTypeInfo? Answer { get; init; }

    /// <summary>The kind of an answer that is not JSON; null when there is none.</summary>
    public string? AnswerContentType { get; init; }

    /// <summary>What the audit log calls it: the path with dots, such as bans.add.</summary>
    public string Action => Path[(Path.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix.Length : 1)..].Replace('/', '.');

    private const string Prefix = "/api/v1/";

    public static AdminRoute Get(string path, string summary, Func<AdminCall, Task> handle, Role role = Role.Viewer) =>
        new("GET", path, role, summary, handle);

    public static AdminRoute Post(string path, Role role, string summary, Func<AdminCall, Task> handle) =>
        new("POST", path, role, summary, handle);

    /// <summary>Names its parameters.</summary>
    public AdminRoute Asks(params ReadOnlySpan<RouteParameter> parameters) => this with { Parameters = [.. Parameters, .. parameters] };

    /// <summary>Says what its body is.</summary>
    public AdminRoute Takes(JsonTypeInfo body) => this with { Body = body };

    /// <summary>Says what it answers with.</summary>
    public AdminRoute Answers(JsonTypeInfo answer) => this with { Answer = answer };
}
