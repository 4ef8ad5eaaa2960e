using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Instance;

/// <summary>What the log says about changed files.</summary>
internal static partial class ReloadLog
{
    [LoggerMessage(EventId = 1, EventName = "FileApplied", Level = LogLevel.Information, Message = "{File} is in force")]
    public static partial void Applied(this ILogger log, string file);

    [LoggerMessage(EventId = 2, EventName = "FileError", Level = LogLevel.Error, Message = "{Error}")]
    public static partial void Wrong(this ILogger log, string error);

    [LoggerMessage(EventId = 3, EventName = "FileRefused", Level = LogLevel.Error, Message = "{File} is refused whole; what was in force stays in force")]
    public static partial void Refused(this ILogger log, string file);

    [LoggerMessage(EventId = 4, EventName = "RestartNeeded", Level = LogLevel.Warning, Message = "{Setting} has changed in {File}: it takes a restart to apply")]
    public static partial void RestartNeeded(this ILogger log, string setting, string file);
}
