using System.Globalization;
using System.Text;
using Heliograph.Server.Logging;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Mosquitto;

/// <summary>The log in Mosquitto's form: the time, a colon, what happened. Dispose to write out what waits.</summary>
/// <remarks>Nobody who logs waits: each place that is written to has a bounded queue and a thread of its own.</remarks>
internal sealed class MosquittoLog : ILoggerProvider
{
    private const string FrameworkPrefix = "Microsoft";

    private readonly Lock _turn = new();
    private readonly TextWriter _error;
    private readonly TextWriter _output;
    private readonly LoggerFactory _factory;
    private volatile MosquittoLogOptions _options;
    private QueuedTarget[] _targets;
    private bool _isClosed;

    /// <param name="options">What, how and where to.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="output">Standard output.</param>
    /// <exception cref="OperatorException">The file cannot be written.</exception>
    public MosquittoLog(MosquittoLogOptions options, TextWriter error, TextWriter output)
    {
        (_options, _error, _output) = (options, error, output);
        _targets = Open(options);
        _factory = new([this], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
    }

    /// <summary>Makes loggers that write here.</summary>
    public ILoggerFactory Factory => _factory;

    /// <summary>What holds now.</summary>
    public MosquittoLogOptions Options => _options;

    /// <summary>Changes what, how and where to; a file is opened anew, as programs that roll it over need it.</summary>
    /// <exception cref="OperatorException">The file cannot be written; all stays as it was.</exception>
    public void Replace(MosquittoLogOptions options)
    {
        var targets = Open(options);
        lock (_turn)
        {
            (_options, targets, _targets) = (options, _targets, targets);
        }

        foreach (var target in targets) target.Dispose();
    }

    /// <summary>Whether such lines are written, for who would make their words in vain.</summary>
    public bool Writes(LogTypes type) => (_options.Types & type) != 0;

    /// <summary>Writes a line, if such lines are written.</summary>
    public void Write(LogTypes type, string text)
    {
        if (!Writes(type)) return;
        var entry = new LogEntry(DateTimeOffset.Now, LevelOf(type), text, null, IsAnnouncement: false);
        lock (_turn)
        {
            if (_isClosed) return;
            foreach (var target in _targets) target.Write(entry);
        }
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        lock (_turn)
        {
            if (_isClosed) return;
            _isClosed = true;
        }

        foreach (var target in _targets) target.Dispose();
        _factory.Dispose();
    }

    private static LogLevel LevelOf(LogTypes type) => type switch
    {
        LogTypes.Error => LogLevel.Error,
        LogTypes.Warning => LogLevel.Warning,
        LogTypes.Debug => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    private QueuedTarget[] Open(MosquittoLogOptions options)
    {
        List<QueuedTarget> targets = [];
        if (options.File is { } file) targets.Add(new(new TextTarget(OpenFile(file), LineIn(options.TimeFormat), isOwn: true)));
        if (options.ToStandardError) targets.Add(new(new TextTarget(_error, LineIn(options.TimeFormat), isOwn: false)));
        if (options.ToStandardOutput) targets.Add(new(new TextTarget(_output, LineIn(options.TimeFormat), isOwn: false)));
        if (options.SyslogFacility is { } facility) targets.Add(new(new SyslogTarget(facility)));
        return [.. targets];
    }

    private static StreamWriter OpenFile(string file)
    {
        try
        {
            return new(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete), new UTF8Encoding(false));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"the log file {file} cannot be written: {failure.Message.TrimEnd('.')}", "Correct log_dest, or the rights of its folder", failure);
        }
    }

    private static Func<LogEntry, string> LineIn(string? timeFormat) => entry =>
    {
        var (indent, text) = entry.Message is ['\t', ..] ? ("\t", entry.Message[1..]) : ("", entry.Message);
        return $"{Time(entry.At, timeFormat)}{indent}{LogText.Escape(text, 8_000)}\n";
    };

    private static string Time(DateTimeOffset at, string? format) => format switch
    {
        null => "",
        "" => $"{at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}: ",
        _ => $"{LogTime.Format(at, format)}: ",
    };

    private sealed class Category(MosquittoLog log, string name) : ILogger
    {
        private readonly LogLevel _least = name.StartsWith(FrameworkPrefix, StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Trace;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= _least && log.Writes(TypeOf(logLevel));

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var cause = exception is null ? "" : $": {exception}";
            log.Write(TypeOf(logLevel), $"{Prefix(logLevel)}{formatter(state, exception)}{cause}");
        }

        private static string Prefix(LogLevel level) => level switch
        {
            LogLevel.Error or LogLevel.Critical => "Error: ",
            LogLevel.Warning => "Warning: ",
            _ => "",
        };

        private static LogTypes TypeOf(LogLevel level) => level switch
        {
            LogLevel.Error or LogLevel.Critical => LogTypes.Error,
            LogLevel.Warning => LogTypes.Warning,
            LogLevel.Information => LogTypes.Information,
            _ => LogTypes.Debug,
        };
    }
}
