using System.Text;

namespace Heliograph.Cli.Commands.Watching;

/// <summary>A terminal's second screen, drawn anew each time. Dispose to give the first one back.</summary>
internal sealed class Screen : IDisposable
{
    // The second screen, no cursor, lines cut at the edge; and all of it back.
    private const string Begin = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private const string End = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string ToEndOfLine = "\u001b[K";
    private const string ToEndOfScreen = "\u001b[J";

    private readonly Terminal _terminal;

    public Screen(Terminal terminal)
    {
        _terminal = terminal;
        terminal.Text.Write(Begin);
    }

    /// <summary>Draws what something prints, as far as there are lines for it, in one write: nothing flickers.</summary>
    public void Draw(Action<Terminal> print)
    {
        using var page = new MemoryStream();
        print(new(Stream.Null, page, TextWriter.Null, _terminal.HasColours, IsInteractive: false));
        var lines = Encoding.UTF8.GetString(page.ToArray()).TrimEnd('\n').Split('\n').Take(Math.Max(1, _terminal.Height() - 1));
        _terminal.Text.Write(Home + string.Concat(lines.Select(line => $"{line.TrimEnd('\r')}{ToEndOfLine}\r\n")) + ToEndOfScreen);
    }

    public void Dispose() => _terminal.Text.Write(End);
}
