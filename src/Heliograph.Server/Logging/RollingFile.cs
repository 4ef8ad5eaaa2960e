using System.Globalization;
using System.Text;

namespace Heliograph.Server.Logging;

/// <summary>
/// A log file of bounded size: when it is full it becomes <c>name.1.log</c>, the former <c>name.1.log</c> becomes
/// <c>name.2.log</c>, and so on; the oldest is deleted. The newest lines are always in <c>name.log</c>.
/// </summary>
internal sealed class RollingFile : ILogTarget
{
    private readonly LogLine _line = new("yyyy-MM-dd HH:mm:ss.fff zzz", hasColours: false, bareAnnouncements: false);
    private readonly string _path;
    private readonly long _bytesMax;
    private readonly int _filesMax;
    private readonly Action<string> _onFailure;
    private FileStream? _file;
    private bool _isFailing;

    /// <param name="path">The file being written.</param>
    /// <param name="bytesMax">Its largest size; a single longer line still goes whole into a file of its own.</param>
    /// <param name="filesMax">Files kept, the one being written included.</param>
    /// <param name="onFailure">Is told once when the file can no longer be written.</param>
    /// <exception cref="OperatorException">The file cannot be written.</exception>
    public RollingFile(string path, long bytesMax, int filesMax, Action<string> onFailure)
    {
        (_path, _bytesMax, _filesMax, _onFailure) = (path, bytesMax, filesMax, onFailure);
        try
        {
            _file = Open();
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
        try
        {
            var bytes = Encoding.UTF8.GetBytes(_line.Format(entry));
            if (!File.Exists(_path)) Leave();
            _file ??= Open();
            if (_file.Length > 0 && _file.Length + bytes.Length > _bytesMax) Roll();
            (_file ??= Open()).Write(bytes);
            _isFailing = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A full disk must not stop the broker; the next line tries again.
            if (!_isFailing) _onFailure($"the log file {_path} cannot be written: {failure.Message}");
            _isFailing = true;
        }
    }

    public void Dispose() => _file?.Dispose();

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path) ?? _path);
        return new(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    // Also when somebody moved or deleted the file: lines written on would be lost to who looks for them.
    private void Leave()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Roll()
    {
        Leave();
        File.Delete(Numbered(_filesMax - 1));
        for (var number = _filesMax - 2; number >= 0; number--)
            if (File.Exists(Numbered(number))) File.Move(Numbered(number), Numbered(number + 1), overwrite: true);
    }

    // 0 is the file being written.
    private string Numbered(int number) => number == 0
        ? _path
        : Path.ChangeExtension(_path, string.Create(CultureInfo.InvariantCulture, $"{number}{Path.GetExtension(_path)}"));
}
