using System.Globalization;
using Heliograph.Server.Configuration;
using Heliograph.Server.Instance;

namespace Heliograph.Cli.Doctor;

/// <summary>An instance that is looked at, whether it runs or not. Nothing of it is changed.</summary>
internal sealed record Patient(InstanceLayout Layout, InstanceReading Reading, TimeProvider Time)
{
    /// <summary>What it is configured to be; the defaults while the file cannot be read.</summary>
    public ServerConfiguration Configuration => Reading.Configuration ?? new();

    /// <summary>The process that runs it; null when none does.</summary>
    public int? RunningProcess { get; } = ProcessOf(Layout);

    /// <summary>A path as a word of a command line.</summary>
    public static string Quoted(string path) =>
        path.All(character => char.IsAsciiLetterOrDigit(character) || "/._-".Contains(character, StringComparison.Ordinal)) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // Who runs an instance holds its lock, and has written its number beside it.
    private static int? ProcessOf(InstanceLayout layout)
    {
        if (NumberIn(Path.Combine(layout.Data, "heliograph.pid")) is not { } process) return null;
        var held = Path.Combine(layout.Data, "heliograph.lock");
        try
        {
            if (!File.Exists(held)) return null;
            using var free = new FileStream(held, FileMode.Open, FileAccess.Read, FileShare.None);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return process;
        }
    }

    private static int? NumberIn(string file)
    {
        try
        {
            return int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var process) ? process : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
