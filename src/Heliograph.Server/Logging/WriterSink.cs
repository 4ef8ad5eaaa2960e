using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Heliograph.Server.Logging;

/// <summary>Sends events to a text writer, a whole event at a time.</summary>
internal sealed class WriterSink(TextWriter writer, ITextFormatter formatter) : ILogEventSink
{
    private readonly Lock _turn = new();

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter();
        formatter.Format(logEvent, line);
        lock (_turn)
        {
            writer.Write(line.ToString());
            writer.Flush();
        }
    }
}
