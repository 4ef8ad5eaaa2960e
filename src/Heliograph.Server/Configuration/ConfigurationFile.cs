using Heliograph.Server.Files;

namespace Heliograph.Server.Configuration;

/// <summary>Reads <c>etc/heliograph.toml</c>.</summary>
internal static class ConfigurationFile
{
    /// <summary>The largest file read, in bytes.</summary>
    public const int BytesMax = 1_000_000;

    /// <summary>Reads a file from disk. Never throws for what the file or the file system holds.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">What to call it in errors.</param>
    public static ConfigurationReading Load(string path, string name) =>
        TextFile.TryRead(path, BytesMax, out var fault) is { } text
            ? Parse(text, name)
            : new(null, [new(name, 0, 0, fault.Problem, fault.Remedy)]);

    /// <summary>Reads the text of a file.</summary>
    public static ConfigurationReading Parse(string text, string name) => new ConfigurationParser(name).Parse(text);
}
