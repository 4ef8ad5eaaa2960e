using System.Text;
using Heliograph.Server;

namespace Heliograph.Cli.Commands.Tls;

/// <summary>A certificate and its key as two new files.</summary>
internal static class CertificateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes both, or none: what is there is never written over.</summary>
    /// <param name="folder">Where; made if it is not there.</param>
    /// <param name="name">Of both files, before <c>.pem</c> and <c>.key</c>.</param>
    /// <param name="certificate">In PEM.</param>
    /// <param name="key">In PEM; its file can be read by its owner only.</param>
    /// <returns>The paths.</returns>
    /// <exception cref="OperatorException">One is there, or cannot be written.</exception>
    public static (string Certificate, string Key) Write(string folder, string name, string certificate, string key)
    {
        var (certificateFile, keyFile) = (Path.Combine(folder, $"{name}.pem"), Path.Combine(folder, $"{name}.key"));
        if (new[] { certificateFile, keyFile }.FirstOrDefault(File.Exists) is { } there)
            throw new OperatorException($"{there} is there already, and is not written over", "Move it away, or choose another folder with --out");
        try
        {
            Directory.CreateDirectory(folder);
            Write(keyFile, key, OwnerOnly);
            Write(certificateFile, certificate, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            return (certificateFile, keyFile);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{folder} cannot be written to: {failure.Message.TrimEnd('.')}", "Choose another folder with --out", failure);
        }
    }

    private static void Write(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(text + "\n"));
    }
}
