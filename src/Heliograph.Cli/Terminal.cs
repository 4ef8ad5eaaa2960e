using System.Text;
using Spectre.Console;

namespace Heliograph.Cli;

/// <summary>Where a command reads and writes: the process's streams, or a test's.</summary>
/// <param name="In">Standard input, as bytes.</param>
/// <param name="Out">Standard output, as bytes.</param>
/// <param name="Error">Standard error.</param>
/// <param name="HasColours">Whether standard output is a terminal that shows colours.</param>
/// <param name="IsInteractive">Whether standard input is a person at a terminal.</param>
internal sealed record Terminal(Stream In, Stream Out, TextWriter Error, bool HasColours, bool IsInteractive)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Whether standard output is a terminal that can be drawn on.</summary>
    public bool IsScreen { get; init; }

    /// <summary>Lines of it at the moment.</summary>
    public Func<int> Height { get; init; } = () => 25;

    /// <summary>Standard output as text; every write goes out at once.</summary>
    public TextWriter Text { get; } = TextWriter.Synchronized(new StreamWriter(Out, Utf8) { AutoFlush = true });

    /// <summary>The streams of this process.</summary>
    public static Terminal OfProcess()
    {
        var capabilities = AnsiConsole.Profile.Capabilities;
        var hasColours = capabilities.Ansi && capabilities.ColorSystem != ColorSystem.NoColors && !Console.IsOutputRedirected;
        return new(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error, hasColours, !Console.IsInputRedirected)
        {
            IsScreen = capabilities.Ansi && !Console.IsOutputRedirected,
            Height = () => Console.WindowHeight,
        };
    }

    /// <summary>A title, emphasised where that is possible.</summary>
    public string Title(string text) => HasColours ? $"\u001b[1m{text}\u001b[0m" : text;

    /// <summary>A reader of standard input as text; bytes that are not UTF-8 become U+FFFD.</summary>
    public StreamReader OpenText() => new(In, Utf8);
}
