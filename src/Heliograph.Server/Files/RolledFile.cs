using System.Globalization;

namespace Heliograph.Server.Files;

/// <summary>
/// A file that is appended to and bounded in size: when it is full it becomes <c>name.1.ext</c>, the former <c>name.1.ext</c>
/// becomes <c>name.2.ext</c>, and so on; the oldest is deleted. The newest lines are always in <c>name.ext</c>.
/// </summary>
/// <param name="path">The file being written.</param>
/// <param name="bytesMax">Its largest size; a single longer piece still goes whole into a file of its own.</param>
/// <param name="filesMax">Files kept, the one being written included.</param>
/// <param name="mode">The permissions of new files (Unix); null leaves them to the system.</param>
internal sealed class RolledFile(string path, long bytesMax, int filesMax, UnixFileMode? mode = null) : IDisposable
{
    private FileStream? _file;
    private long _length; // as it was when this wrote last

    public string Path => path;

    /// <summary>Opens the file, so that what is wrong with it shows now.</summary>
    public void Open() => _file ??= OpenNow();

    /// <summary>Bytes that the file has room for before another is begun.</summary>
    public long Room => Math.Max(0, bytesMax - _length);

    /// <summary>Appends a piece, which is handed to the system at once.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!File.Exists(path)) Leave();
        _file ??= OpenNow();
        if (_file.Length > 0 && _file.Length + bytes.Length > bytesMax) Roll();
        (_file ??= OpenNow()).Write(bytes);
        _length = _file.Length;
    }

    /// <summary>The files there are, the newest first.</summary>
    public IEnumerable<string> Existing() => Enumerable.Range(0, filesMax).Select(Numbered).Where(File.Exists);

    public void Dispose() => Leave();

    private FileStream OpenNow()
    {
        var folder = System.IO.Path.GetDirectoryName(path) ?? path;
        if (mode == TextFile.OwnerOnly) TextFile.CreatePrivateFolder(folder);
        else Directory.CreateDirectory(folder);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (mode is not null && !OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        return new(path, options);
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
        File.Delete(Numbered(filesMax - 1));
        for (var number = filesMax - 2; number >= 0; number--)
            if (File.Exists(Numbered(number))) File.Move(Numbered(number), Numbered(number + 1), overwrite: true);
    }

    // 0 is the file being written.
    private string Numbered(int number) => number == 0
        ? path
        : System.IO.Path.ChangeExtension(path, string.Create(CultureInfo.InvariantCulture, $"{number}{System.IO.Path.GetExtension(path)}"));
}
