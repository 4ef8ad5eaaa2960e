using System.Text;
using Heliograph.Server.Logging;

namespace Heliograph.Cli.Api;

/// <summary>Rows under titles, as wide as what they hold; numbers stand at the right.</summary>
internal sealed class TextTable(IReadOnlyList<(string Title, bool IsNumber)> columns)
{
    private const int WidthMax = 60;

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row. Client data is escaped here.</summary>
    public void Add(IEnumerable<string> cells) => _rows.Add([.. cells.Select(cell => Shorten(LogText.Escape(cell)))]);

    public void Print(Terminal terminal)
    {
        var widths = columns.Select((column, at) => _rows.Select(row => row[at].Length).Append(column.Title.Length).Max()).ToArray();
        terminal.Text.WriteLine(terminal.Title(Line([.. columns.Select(column => column.Title)], widths)));
        foreach (var row in _rows) terminal.Text.WriteLine(Line(row, widths));
    }

    private string Line(string[] cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var at = 0; at < cells.Length; at++)
            line.Append(columns[at].IsNumber ? cells[at].PadLeft(widths[at]) : cells[at].PadRight(widths[at])).Append("  ");
        return line.ToString().TrimEnd();
    }

    private static string Shorten(string text) => text.Length <= WidthMax ? text : string.Concat(text.AsSpan(0, WidthMax - 1), "…");
}
