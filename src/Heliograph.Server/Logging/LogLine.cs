using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace Heliograph.Server.Logging;

/// <summary>Writes an event as one line: time, level, message; an exception follows on lines of its own.</summary>
/// <remarks>
/// The whole message is escaped here, whatever it was made of: nothing a client sends can begin a line of its own or
/// reach a terminal as a control sequence.
/// </remarks>
/// <param name="timeFormat">How the local time is written.</param>
/// <param name="hasColours">Whether the level is coloured with ANSI sequences.</param>
/// <param name="plainAnnouncements">Whether announcements are written bare, without time and level.</param>
internal sealed class LogLine(string timeFormat, bool hasColours, bool plainAnnouncements) : ITextFormatter
{
    /// <summary>The property that marks an announcement.</summary>
    public const string Announcement = "Announcement";

    private const int MessageCharactersMax = 8_000;

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var message = LogText.Escape(Message(logEvent), MessageCharactersMax);
        if (plainAnnouncements && logEvent.Properties.ContainsKey(Announcement))
        {
            output.WriteLine(message);
            return;
        }

        output.Write(logEvent.Timestamp.ToString(timeFormat, CultureInfo.InvariantCulture));
        output.Write(' ');
        output.Write(Level(logEvent.Level));
        output.Write(' ');
        output.WriteLine(message);
        if (logEvent.Exception is { } exception) output.WriteLine(exception);
    }

    // As RenderMessage, but strings stand as they are, without quotes.
    private static string Message(LogEvent logEvent)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is PropertyToken property
                && logEvent.Properties.TryGetValue(property.PropertyName, out var value)
                && value is ScalarValue { Value: string text })
                message.Write(text);
            else
                token.Render(logEvent.Properties, message, CultureInfo.InvariantCulture);
        }

        return message.ToString();
    }

    private string Level(LogEventLevel level)
    {
        var (word, colour) = level switch
        {
            LogEventLevel.Verbose => ("trace", "90"),
            LogEventLevel.Debug => ("debug", "90"),
            LogEventLevel.Information => ("info ", "32"),
            LogEventLevel.Warning => ("warn ", "33"),
            _ => ("error", "31"),
        };
        return hasColours ? $"\u001b[{colour}m{word}\u001b[0m" : word;
    }
}
