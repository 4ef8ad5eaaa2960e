using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Heliograph.Server.Logging;

/// <summary>The log of a running server: a console, and files of bounded size and number. Dispose to flush.</summary>
public sealed class ServerLog : IDisposable
{
    private readonly LoggingLevelSwitch _level;
    private readonly Logger _logger;
    private readonly SerilogLoggerFactory _factory;

    private ServerLog(LoggingLevelSwitch level, Logger logger)
    {
        (_level, _logger) = (level, logger);
        _factory = new(logger);
    }

    /// <summary>Makes loggers that write here.</summary>
    public ILoggerFactory Factory => _factory;

    /// <summary>Opens the log.</summary>
    /// <param name="options">Level, file and bounds.</param>
    /// <param name="root">The folder that a relative file is in.</param>
    /// <param name="console">The console, or null for none.</param>
    /// <exception cref="OperatorException">The file cannot be written.</exception>
    public static ServerLog Open(LogOptions options, string root, LogConsole? console)
    {
        var level = new LoggingLevelSwitch(ToSerilog(options.Level));
        var log = new LoggerConfiguration().MinimumLevel.ControlledBy(level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning);
        if (console is not null)
            log.WriteTo.Sink(new WriterSink(console.Writer, new LogLine("HH:mm:ss.fff", console.HasColours, plainAnnouncements: true)));
        if (options.File.Length > 0) AddFile(log, options, Path.GetFullPath(options.File, root));
        return new(level, log.CreateLogger());
    }

    /// <summary>Changes the least severe level from now on.</summary>
    public void SetLevel(LogLevel level) => _level.MinimumLevel = ToSerilog(level);

    /// <summary>Says something that people and scripts wait for: bare on the console, a line of level info in the file.</summary>
    public void Announce(string text) => _logger.ForContext(LogLine.Announcement, true).Information("{Text}", text);

    public void Dispose()
    {
        _factory.Dispose();
        _logger.Dispose();
    }

    private static void AddFile(LoggerConfiguration log, LogOptions options, string path)
    {
        EnsureWritable(path);
        log.WriteTo.File(
            new LogLine("yyyy-MM-dd HH:mm:ss.fff zzz", hasColours: false, plainAnnouncements: false), path,
            fileSizeLimitBytes: options.FileBytesMax, rollOnFileSizeLimit: true, retainedFileCountLimit: options.FilesMax);
    }

    // Serilog opens the file with the first line and then tells nobody when that fails; so it is tried here.
    private static void EnsureWritable(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? path);
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(
                $"the log file {path} cannot be written: {failure.Message.TrimEnd('.')}",
                "Correct its permissions, or set another [log] file in etc/heliograph.toml (\"\" writes none)", failure);
        }
    }

    private static LogEventLevel ToSerilog(LogLevel level) => level switch
    {
        LogLevel.Trace => LogEventLevel.Verbose,
        LogLevel.Debug => LogEventLevel.Debug,
        LogLevel.Information => LogEventLevel.Information,
        LogLevel.Warning => LogEventLevel.Warning,
        LogLevel.Error => LogEventLevel.Error,
        _ => LogEventLevel.Fatal,
    };
}
