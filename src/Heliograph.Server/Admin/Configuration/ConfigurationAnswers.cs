using Heliograph.Server.Admin.Views;
using Heliograph.Server.Configuration;
using Heliograph.Server.Logging;

namespace Heliograph.Server.Admin.Configuration;

/// <summary>The configuration file and what it means.</summary>
/// <param name="File">Its name.</param>
/// <param name="Text">All of it.</param>
/// <param name="Version">To be given back by who replaces it.</param>
/// <param name="Errors">What is wrong with it, when someone else has written it; then the settings are those in force.</param>
/// <param name="Settings">Every setting.</param>
/// <param name="History">Changes that can be undone, the latest first.</param>
internal sealed record ConfigurationAnswer(
    string File, string Text, string Version, IReadOnlyList<FileError> Errors, IReadOnlyList<SettingRow> Settings, IReadOnlyList<ConfigurationChangeRow> History);

/// <summary>One change that can be undone.</summary>
internal sealed record ConfigurationChangeRow(string Id, DateTime At, string User);

/// <summary>One thing wrong with a text.</summary>
internal sealed record FileError(int Line, int Column, string Problem, string Remedy)
{
    /// <summary>Errors that are told of one text: after that many nobody reads on.</summary>
    public const int CountMax = 100;

    private const int TextMax = 1_000;

    public static IReadOnlyList<FileError> Of(IEnumerable<ConfigurationError> errors) =>
        [.. errors.Take(CountMax).Select(error => new FileError(error.Line, error.Column, LogText.Escape(error.Problem, TextMax), LogText.Escape(error.Remedy, TextMax)))];
}

/// <summary>A text to look at.</summary>
internal sealed record ConfigurationText(string Text);

/// <summary>What a text would do.</summary>
internal sealed record ConfigurationCheck(
    IReadOnlyList<FileError> Errors, IReadOnlyList<SettingChange> Changes, IReadOnlyList<DiffLine> Diff);

/// <summary>A text to put in force, made from a version of the file.</summary>
internal sealed record ConfigurationOrder(string Text, string Version);

/// <summary>The version of the file that someone has seen.</summary>
internal sealed record ConfigurationVersion(string Version);

/// <summary>What became of a change.</summary>
/// <param name="Version">Of the file now.</param>
/// <param name="NeedsRestart">Settings that wait for a restart.</param>
internal sealed record ConfigurationOutcome(string Version, IReadOnlyList<string> NeedsRestart);
