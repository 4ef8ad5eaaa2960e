using System.Text.RegularExpressions;
using Heliograph.DropIn.Scripts;

namespace Heliograph.DropIn.Judging;

/// <summary>Something that Heliograph does otherwise than Mosquitto 2.0.11, and rightly so.</summary>
/// <param name="What">What it is about, in a few words.</param>
/// <param name="There">What Mosquitto 2.0.11 does.</param>
/// <param name="Here">What Heliograph does.</param>
/// <param name="Why">The reason.</param>
/// <param name="Seen">What of an outcome is different, as a regular expression over its lines.</param>
/// <param name="Expected">What stands there instead.</param>
internal sealed record Difference(string What, string There, string Here, string Why, string Seen, string Expected)
{
    /// <summary>The cases that show it; null for any.</summary>
    public string[]? Cases { get; init; }

    /// <summary>The commands that show it, as a regular expression; null for any.</summary>
    public string? Command { get; init; }

    /// <summary>The step as it is to be here.</summary>
    public Step Apply(Step step) => Command is null || Regex.IsMatch(step.Command, Command)
        ? step with { Outcome = Regex.Replace(step.Outcome, Seen, Expected, RegexOptions.Multiline) }
        : step;

    /// <summary>Its line in the documentation.</summary>
    public string Row => $"| {What} | {There} | {Here} | {Why} |";
}
