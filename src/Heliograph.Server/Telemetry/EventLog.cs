using Heliograph.Broker.Events;
using Heliograph.Server.Logging;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Telemetry;

/// <summary>Writes the engine's events to the log: one line each, with client, user, address and cause.</summary>
/// <remarks>Passwords and payloads are in no event. Client data is escaped and bounded here.</remarks>
internal sealed partial class EventLog(ILogger log) : IEventSink
{
    public void OnEvent(BrokerEvent happened)
    {
        if (happened.Kind == EventKind.Certificate) return; // the log has it already, with how many days are left
        var level = Level(happened.Kind);
        if (!log.IsEnabled(level)) return;
        var topic = happened.Topic is { } text ? $" '{LogText.Escape(text)}'" : "";
        Write(log, level, Client(happened), $"{Verb(happened.Kind)}{topic}", Answer(happened), LogText.Escape(happened.Cause, 1_000));
    }

    [LoggerMessage(EventId = 10, EventName = "BrokerEvent", Message = "{Client} {Happened}: {Answer}{Cause}")]
    private static partial void Write(ILogger log, LogLevel level, string client, string happened, string answer, string cause);

    private static LogLevel Level(EventKind kind) => kind switch
    {
        EventKind.Refused or EventKind.Denied or EventKind.Dropped or EventKind.Looping or EventKind.Slowed or EventKind.Flapping => LogLevel.Warning,
        EventKind.Connected or EventKind.Disconnected or EventKind.TakenOver => LogLevel.Information,
        _ => LogLevel.Debug,
    };

    private static string Verb(EventKind kind) => kind switch
    {
        EventKind.Connected => "connected",
        EventKind.Refused => "was refused",
        EventKind.Disconnected => "disconnected",
        EventKind.TakenOver => "lost its session to a new connection",
        EventKind.Subscribed => "subscribed to",
        EventKind.Unsubscribed => "unsubscribed from",
        EventKind.Denied => "was denied",
        EventKind.Dropped => "lost a message",
        EventKind.Expired => "had a message expire",
        EventKind.SessionEnded => "has no session any more",
        EventKind.Looping => "is fought for",
        EventKind.Slowed => "is read more slowly",
        EventKind.Flapping => "connects too often",
        _ => kind.ToString(),
    };

    private static string Client(BrokerEvent happened)
    {
        var client = happened.ClientId.Length > 0 ? $"client '{LogText.Escape(happened.ClientId)}'" : "a client";
        var user = happened.UserName is { } name ? $"user '{LogText.Escape(name)}'" : null;
        var place = string.Join(", ", new[] { user, happened.Address }.OfType<string>());
        return place.Length > 0 ? $"{client} ({place})" : client;
    }

    private static string Answer(BrokerEvent happened) => (byte)happened.Code >= 0x80 ? $"{CodeText.Words(happened.Code)}: " : "";
}
