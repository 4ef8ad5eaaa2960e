using System.Buffers;
using System.Text;
using Heliograph.Server.Files;

namespace Heliograph.Server.Logging;

/// <summary>Log lines in a file of bounded size, and in older ones beside it.</summary>
internal sealed class RollingFile : ILogTarget
{
    private const int BytesAtOnce = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly LogLine _line = new("yyyy-MM-dd HH:mm:ss.fff zzz", hasColours: false, bareAnnouncements: false);
    private readonly RolledFile _file;
    private readonly Action<string> _onFailure;
    private bool _isFailing;

    /// <param name="path">The file being written.</param>
    /// <param name="bytesMax">Its largest size; a single longer line still goes whole into a file of its own.</param>
    /// <param name="filesMax">Files kept, the one being written included.</param>
    /// <param name="onFailure">Is told once when the file can no longer be written.</param>
    /// <exception cref="OperatorException">The file cannot be written.</exception>
    public RollingFile(string path, long bytesMax, int filesMax, Action<string> onFailure)
    {
        _file = new(path, bytesMax, filesMax);
        _onFailure = onFailure;
        try
        {
            _file.Open();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(
                $"the log file {path} cannot be written: {failure.Message.TrimEnd('.')}",
                "Correct its permissions, or set another [log] file in etc/heliograph.toml (\"\" writes none)", failure);
        }
    }

    public void Write(LogEntry entry)
    {
        var line = _line.Format(entry);
        var room = Math.Min(BytesAtOnce, _file.Room) - _lines.WrittenCount;
        if (_lines.WrittenCount > 0 && Encoding.UTF8.GetByteCount(line) > room) Flush();
        Encoding.UTF8.GetBytes(line, _lines);
    }

    public void Flush()
    {
        if (_lines.WrittenCount == 0) return;
        try
        {
            _file.Append(_lines.WrittenSpan);
            _isFailing = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A full disk must not stop the broker; the next lines try again.
            if (!_isFailing) _onFailure($"the log file {_file.Path} cannot be written: {failure.Message}");
            _isFailing = true;
        }

        _lines.ResetWrittenCount();
    }

    public void Dispose() => _file.Dispose();
}
