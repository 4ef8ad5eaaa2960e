using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Logging;

/// <summary>Formats an entry as one line: time, level, message; an exception follows on lines of its own.</summary>
/// <remarks>
/// The whole message is escaped here, whatever it was made of: nothing a client sends can begin a line of its own or
/// reach a terminal as a control sequence.
/// </remarks>
/// <param name="timeFormat">How the time is written.</param>
/// <param name="hasColours">Whether the level is coloured with ANSI sequences.</param>
/// <param name="bareAnnouncements">Whether announcements are written without time and level.</param>
internal sealed class LogLine(string timeFormat, bool hasColours, bool bareAnnouncements)
{
    private const int MessageCharactersMax = 8_000;

    /// <summary>The line or lines, the last newline included.</summary>
    public string Format(LogEntry entry)
    {
        var message = LogText.Escape(entry.Message, MessageCharactersMax);
        if (bareAnnouncements && entry.IsAnnouncement) return message + Environment.NewLine;
        var line = new StringBuilder();
        line.Append(entry.At.ToString(timeFormat, CultureInfo.InvariantCulture)).Append(' ');
        line.Append(Level(entry.Level)).Append(' ').AppendLine(message);
        if (entry.Exception is { } exception) line.AppendLine(exception.ToString());
        return line.ToString();
    }

    private string Level(LogLevel level)
    {
        var (word, colour) = level switch
        {
            LogLevel.Trace => ("trace", "90"),
            LogLevel.Debug => ("debug", "90"),
            LogLevel.Information => ("info ", "32"),
            LogLevel.Warning => ("warn ", "33"),
            _ => ("error", "31"),
        };
        return hasColours ? $"\u001b[{colour}m{word}\u001b[0m" : word;
    }
}
