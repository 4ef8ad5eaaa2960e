using System.Globalization;
using System.Text.RegularExpressions;

namespace Heliograph.DropIn.Running;

/// <summary>
/// A case's files in a folder of their own, for one run of one broker: <c>{port}</c>, <c>{port2}</c> and so on are free ports,
/// <c>{dir}</c> is the folder, which also holds the certificates in <c>tls/</c>.
/// </summary>
internal sealed partial class Stage : IDisposable
{
    public const string ConfigurationFile = "mosquitto.conf";
    private const UnixFileMode Everything =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly Dictionary<string, int> _ports = [];

    public Stage(string caseFolder)
    {
        Folder = Directory.CreateTempSubdirectory("heliograph-dropin-").FullName;
        // Mosquitto gives up root's rights before it opens its files.
        Open(Folder);
        foreach (var file in Directory.EnumerateFiles(caseFolder, "*", SearchOption.AllDirectories))
            Write(Path.GetRelativePath(caseFolder, file), File.ReadAllText(file));
        foreach (var file in Certificates.All) Write(Path.Combine("tls", file.Key), file.Value);
    }

    public string Folder { get; }

    public int Port(string name)
    {
        if (!_ports.TryGetValue(name, out var port)) _ports[name] = port = FreePorts.Next();
        return port;
    }

    public string At(string file) => Path.Combine(Folder, file);

    /// <summary>Puts the values in place of their names.</summary>
    public string Fill(string text) => PortName().Replace(text, name => Port(name.Groups[1].Value).ToString(CultureInfo.InvariantCulture))
        .Replace("{dir}", Folder, StringComparison.Ordinal);

    /// <summary>Puts the names in place of their values, so that two runs can be compared.</summary>
    public string Mask(string text)
    {
        foreach (var (name, port) in _ports)
            text = Regex.Replace(text, $@"\b{port}\b", $"{{{name}}}");
        text = ClientPort().Replace(text.Replace(Folder, "{dir}", StringComparison.Ordinal), "$1:{its port}");
        return Uuid().Replace(text, "{uuid}");
    }

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
        Open(Path.GetDirectoryName(At(file))!);
        File.WriteAllText(At(file), Fill(text));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(At(file), Everything & ~(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Open(string folder)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, Everything);
    }

    [GeneratedRegex(@"\{(port\d*)\}")]
    private static partial Regex PortName();

    [GeneratedRegex(@"\b(127\.0\.0\.1|::1):\d+\b")]
    private static partial Regex ClientPort();

    [GeneratedRegex("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")]
    private static partial Regex Uuid();
}
