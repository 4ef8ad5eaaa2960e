using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Telemetry.Otlp;

/// <summary>Says in the log that metrics cannot be sent: at once, then now and then while it lasts, and when it is over.</summary>
internal sealed partial class ExportReport(Uri url, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private string _cause = Unanswered;
    private long? _saidAt;

    private const string Unanswered = "it did not answer in time";

    /// <summary>What went wrong with the export under way.</summary>
    public void Note(string cause)
    {
        lock (_lock) _cause = cause;
    }

    /// <summary>An export has ended.</summary>
    public void OnExported(bool isSent)
    {
        lock (_lock)
        {
            if (isSent && _saidAt is not null) LogResumed(url);
            if (isSent) _saidAt = null;
            else if (_saidAt is not { } saidAt || time.GetElapsedTime(saidAt) >= Pause)
            {
                LogFailed(url, _cause);
                _saidAt = time.GetTimestamp();
            }

            _cause = Unanswered;
        }
    }

    [LoggerMessage(EventId = 30, EventName = "MetricsNotSent", Level = LogLevel.Warning, Message = "metrics cannot be sent to {Url} (otlp_endpoint): {Cause}; it is tried again, and the broker goes on")]
    private partial void LogFailed(Uri url, string cause);

    [LoggerMessage(EventId = 31, EventName = "MetricsSentAgain", Level = LogLevel.Information, Message = "metrics are sent to {Url} again")]
    private partial void LogResumed(Uri url);
}
