using System.Security.Cryptography;
using System.Text;
using Heliograph.Storage.Disks;

namespace Heliograph.Server.Files;

/// <summary>Reads and writes small text files whole.</summary>
internal static class TextFile
{
    /// <summary>Read and write for the owner, nothing for others.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Read for all, write for the owner.</summary>
    public const UnixFileMode ReadableByAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Read and run for all, write for the owner.</summary>
    public const UnixFileMode Executable =
        ReadableByAll | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Names a text, so that nobody replaces one that they have not seen.</summary>
    public static string VersionOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    /// <summary>Makes a folder that its owner alone can look into (Unix), unless it is there.</summary>
    public static void CreatePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Puts a text in place of a file, so that a reader and a crash find the old or the new one, never a part.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its new text, written as UTF-8.</param>
    /// <param name="mode">Its permissions when it is new (Unix); an existing file keeps its own.</param>
    public static void Replace(string path, string text, UnixFileMode mode) =>
        Replace(path, file => file.Write(StrictUtf8.GetBytes(text)), mode);

    /// <summary>The same for whatever writes the new content.</summary>
    public static void Replace(string path, Action<Stream> write, UnixFileMode mode)
    {
        var next = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
            if (File.Exists(path)) mode = File.GetUnixFileMode(path);
        }

        File.Delete(next);
        using (var file = new FileStream(next, options))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(next, mode);
        File.Move(next, path, overwrite: true);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) new FileDisk(folder).SyncFolder();
    }

    /// <summary>Reads a whole text.</summary>
    /// <returns>The text, or null with what is wrong and what to do.</returns>
    public static string? TryRead(string path, long bytesMax, out (string Problem, string Remedy) fault)
    {
        fault = default;
        try
        {
            if (new FileInfo(path).Length <= bytesMax) return StrictUtf8.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
            fault = ("the file is too large", $"At most {bytesMax} bytes are read");
        }
        catch (DecoderFallbackException)
        {
            fault = ("the file is not UTF-8 text", "Save it as UTF-8");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            fault = ($"the file cannot be read: {failure.Message.TrimEnd('.')}", "Check that it exists and its permissions");
        }

        return null;
    }
}
