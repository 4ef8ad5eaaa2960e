namespace Heliograph.Server.Logging;

/// <summary>The console that people watch.</summary>
internal sealed class ConsoleTarget(LogConsole console) : ILogTarget
{
    private readonly LogLine _line = new("HH:mm:ss.fff", console.HasColours, bareAnnouncements: true);

    public void Write(LogEntry entry)
    {
        try
        {
            console.Writer.Write(_line.Format(entry));
            console.Writer.Flush();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The terminal or pipe is gone, or its owner has closed it. The file has the line too, and the broker serves on.
        }
    }

    public void Dispose()
    {
        // The writer belongs to whoever gave it.
    }
}
