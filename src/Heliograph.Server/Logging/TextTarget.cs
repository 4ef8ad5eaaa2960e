using System.Text;

namespace Heliograph.Server.Logging;

/// <summary>A terminal, a pipe or a file that people watch: what comes at once is written at once.</summary>
/// <param name="writer">Where to.</param>
/// <param name="format">An entry with the newline of its last line.</param>
/// <param name="isOwn">Whether it closes with this.</param>
internal sealed class TextTarget(TextWriter writer, Func<LogEntry, string> format, bool isOwn) : ILogTarget
{
    // So much waits in memory, and never more than one line beyond it.
    private const int CharactersAtOnce = 64 * 1024;

    private readonly StringBuilder _lines = new();

    public void Write(LogEntry entry)
    {
        _lines.Append(format(entry));
        if (_lines.Length > CharactersAtOnce) Flush();
    }

    public void Flush()
    {
        try
        {
            writer.Write(_lines);
            writer.Flush();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // It is gone or full, or its owner has closed it. The broker serves on.
        }
        finally
        {
            _lines.Clear();
        }
    }

    public void Dispose()
    {
        if (isOwn) writer.Dispose(); // else it belongs to whoever gave it
    }
}
