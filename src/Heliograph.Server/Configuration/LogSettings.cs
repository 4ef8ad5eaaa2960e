using Heliograph.Server.Logging;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Configuration;

/// <summary>The settings of <c>[log]</c>.</summary>
internal static class LogSettings
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("level", new ChoiceType<LogLevel>(
                ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information),
                ("warning", LogLevel.Warning), ("error", LogLevel.Error)),
            isLive: true, "The least severe level that is written.",
            log => log.Level, (log, value) => log with { Level = value }),
        Of("file", new TextType("a path, relative to the instance folder unless absolute; \"\" writes no file"),
            isLive: false, "The log file. When it is full it becomes heliograph.1.log, that one heliograph.2.log, and so on.",
            log => log.File, (log, value) => log with { File = value }),
        Of("size", new SizeType(10_000, 10_000_000_000), isLive: false, "Bytes of one log file.",
            log => log.FileBytesMax, (log, value) => log with { FileBytesMax = value }),
        Of("count", new IntegerType(1, 10_000), isLive: false, "Log files kept; the oldest goes first.",
            log => (long)log.FilesMax, (log, value) => log with { FilesMax = (int)value }),
    ];

    private static Setting Of<T>(
        string key, SettingType type, bool isLive, string help, Func<LogOptions, T> read, Func<LogOptions, T, LogOptions> write)
        where T : notnull =>
        Setting.Of<T>("log", key, type, isLive, help,
            configuration => read(configuration.Log),
            (configuration, value) => configuration with { Log = write(configuration.Log, value) });
}
