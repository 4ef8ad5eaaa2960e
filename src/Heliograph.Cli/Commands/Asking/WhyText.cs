using System.Text.Json;
using Heliograph.Server.Logging;

namespace Heliograph.Cli.Commands.Asking;

/// <summary>What decided, as people read it: the answer, then what was found, each with what to do.</summary>
internal static class WhyText
{
    private const int CharactersMax = 2_000;

    public static void Print(JsonElement answer, Terminal terminal)
    {
        var first = answer.GetProperty("answer").GetString() ?? "";
        terminal.Text.WriteLine(terminal.Title(LogText.Escape(first, CharactersMax)));
        foreach (var finding in answer.GetProperty("findings").EnumerateArray())
        {
            var text = finding.GetProperty("text").GetString() ?? "";
            if (first != $"{text}.") terminal.Text.WriteLine($"  - {LogText.Escape(text, CharactersMax)}.");
            if (finding.GetProperty("remedy").GetString() is { } remedy) terminal.Text.WriteLine($"    What to do: {LogText.Escape(remedy, CharactersMax)}.");
        }
    }
}
