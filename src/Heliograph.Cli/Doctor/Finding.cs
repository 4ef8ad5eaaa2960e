using System.Text.Json.Nodes;

namespace Heliograph.Cli.Doctor;

/// <summary>How bad something is.</summary>
internal enum Severity : byte
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Works, and someone should know or do something.</summary>
    Warning,

    /// <summary>Does not work, or lets in whom it should not.</summary>
    Error,
}

/// <summary>What one check found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Check">What was looked at, in a word; always the same.</param>
/// <param name="Text">What is the case.</param>
/// <param name="Fix">The command or change that puts it right; null where nothing is wrong.</param>
internal sealed record Finding(Severity Severity, string Check, string Text, string? Fix = null)
{
    public static Finding Ok(string check, string text) => new(Severity.Ok, check, text);

    public string ToJson() => new JsonObject
    {
        ["severity"] = Severity.ToString().ToLowerInvariant(),
        ["check"] = Check,
        ["text"] = Text,
        ["fix"] = Fix,
    }.ToJsonString();
}
