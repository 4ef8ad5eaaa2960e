using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Logging;

/// <summary>The log of a running server: a console, and files of bounded size and number. Dispose to close.</summary>
internal sealed class ServerLog : ILoggerProvider
{
    // The framework's own categories speak only when something is wrong.
    private const string FrameworkPrefix = "Microsoft";

    private readonly Lock _turn = new();
    private readonly List<QueuedTarget> _targets = [];
    private readonly LoggerFactory _factory;
    private volatile LogLevel _level;
    private bool _isClosed;

    private ServerLog(LogLevel level)
    {
        _level = level;
        _factory = new([this], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
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
        var log = new ServerLog(options.Level);
        var shown = console is null ? null : new QueuedTarget(new TextTarget(console.Writer, new LogLine("HH:mm:ss.fff", console.HasColours, bareAnnouncements: true).Format, isOwn: false));
        if (shown is not null) log._targets.Add(shown);
        if (options.File.Length > 0)
            log._targets.Add(new QueuedTarget(new RollingFile(
                Path.GetFullPath(options.File, root), options.FileBytesMax, options.FilesMax,
                failure => shown?.Write(new(DateTimeOffset.Now, LogLevel.Error, failure, null, IsAnnouncement: false)))));
        return log;
    }

    /// <summary>Changes the least severe level from now on.</summary>
    public void SetLevel(LogLevel level) => _level = level;

    /// <summary>Says something that people and scripts wait for: bare on the console, a line of level info in the file.</summary>
    public void Announce(string text) => Write(new(DateTimeOffset.Now, LogLevel.Information, text, null, IsAnnouncement: true));

    ILogger ILoggerProvider.CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        lock (_turn)
        {
            if (_isClosed) return;
            _isClosed = true;
        }

        for (var i = _targets.Count - 1; i >= 0; i--) _targets[i].Dispose(); // the file first: it may tell the console
        _factory.Dispose();
    }

    private void Write(LogEntry entry)
    {
        lock (_turn)
        {
            if (_isClosed) return;
            foreach (var target in _targets) target.Write(entry);
        }
    }

    private sealed class Category(ServerLog log, string name) : ILogger
    {
        private readonly LogLevel _least =
            name.StartsWith(FrameworkPrefix, StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Trace;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= _least && logLevel >= log._level;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(new(DateTimeOffset.Now, logLevel, formatter(state, exception), exception, IsAnnouncement: false));
        }
    }
}
