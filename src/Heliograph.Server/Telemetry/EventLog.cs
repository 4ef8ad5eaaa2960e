using Heliograph.Broker.Events;
using Heliograph.Mqtt;
using Heliograph.Server.Logging;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Telemetry;

/// <summary>Writes the engine's events to the log: who, from where, what and why (law L7). Client data is escaped.</summary>
internal sealed partial class EventLog(ILogger logger) : IEventSink
{
    public void OnEvent(BrokerEvent happened)
    {
        var level = LevelOf(happened);
        if (!logger.IsEnabled(level)) return;
        var who = $"client '{LogText.Escape(happened.ClientId)}'"
            + (happened.UserName is { } user ? $", user '{LogText.Escape(user)}'" : "")
            + (happened.Address is { } address ? $", {address}" : "");
        var topic = happened.Topic is { } named ? $" '{LogText.Escape(named)}'" : "";
        var code = happened.Code == ReasonCode.Success ? "" : $" ({(int)happened.Code:X2} {happened.Code})";
        LogEvent(level, NameOf(happened.Kind), who, topic, LogText.Escape(happened.Cause), code);
    }

    private static LogLevel LevelOf(BrokerEvent happened) => happened.Kind switch
    {
        EventKind.Subscribed or EventKind.Unsubscribed or EventKind.Expired or EventKind.SessionEnded => LogLevel.Debug,
        EventKind.Connected or EventKind.Disconnected => LogLevel.Information,
        _ => LogLevel.Warning,
    };

    private static string NameOf(EventKind kind) => kind switch
    {
        EventKind.TakenOver => "taken over",
        EventKind.SessionEnded => "session ended",
        _ => kind.ToString().ToLowerInvariant(),
    };

    [LoggerMessage("{What}: {Who}{Topic}: {Cause}{Code}", EventName = "BrokerEvent")]
    private partial void LogEvent(LogLevel level, string what, string who, string topic, string cause, string code);
}
