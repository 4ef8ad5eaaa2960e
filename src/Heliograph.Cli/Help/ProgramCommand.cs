using System.CommandLine;

namespace Heliograph.Cli.Help;

/// <summary>A command with what its help page needs beyond names: the options in groups, and examples.</summary>
internal sealed class ProgramCommand(string name, string summary, string arguments, string explanation) : Command(name, summary)
{
    private readonly List<(string Title, Option[] Options)> _groups = [];

    /// <summary>The name with that of the command it belongs to, such as store check.</summary>
    public string FullName =>
        Parents.OfType<ProgramCommand>().FirstOrDefault() is { } parent ? $"{parent.FullName} {Name}" : Name;

    /// <summary>What follows the name in the usage line, without the options.</summary>
    public string ArgumentsText { get; } = arguments;

    /// <summary>What it does, in a few sentences.</summary>
    public string Explanation { get; } = explanation;

    /// <summary>What the program ends with when the command line was not understood.</summary>
    public int MisuseCode { get; init; } = ExitCode.Usage;

    /// <summary>The groups of options.</summary>
    public IReadOnlyList<(string Title, Option[] Options)> Groups => _groups;

    /// <summary>Command lines with what they do.</summary>
    public IReadOnlyList<(string CommandLine, string Effect)> Examples { get; init; } = [];

    /// <summary>Adds options under a title of their own.</summary>
    public void AddGroup(string title, params Option[] options)
    {
        _groups.Add((title, options));
        foreach (var option in options) Options.Add(option);
    }
}
