using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Logging;

/// <summary>What is logged, and the bounds of the log files.</summary>
internal sealed record LogOptions
{
    /// <summary>The least severe level that is written.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>The log file, relative to the instance folder unless absolute; empty writes none.</summary>
    public string File { get; init; } = "log/heliograph.log";

    /// <summary>Bytes of one log file; the next one is then begun.</summary>
    public long FileBytesMax { get; init; } = 10_000_000;

    /// <summary>Log files kept, the one being written included; the oldest goes first.</summary>
    public int FilesMax { get; init; } = 10;
}
