using Heliograph.Broker.Events;
using Heliograph.Mqtt;
using Heliograph.Server.Logging;

namespace Heliograph.Server.Mosquitto;

/// <summary>Tells the engine's events in the words that readers of Mosquitto's log look for.</summary>
/// <param name="log">Where to.</param>
internal sealed class MosquittoEventLog(MosquittoLog log) : IEventSink
{
    // What is not written is not put into words either.
    public void OnEvent(BrokerEvent happened)
    {
        switch (happened.Kind)
        {
            case EventKind.Connected:
                if (TellsConnections) log.Write(LogTypes.Notice, $"New client connected from {happened.Address} as {Client(happened)} ({Terms(happened)}).");
                break;
            case EventKind.Refused:
                if (TellsConnections) log.Write(LogTypes.Notice, $"Client {(happened.ClientId.Length > 0 ? Client(happened) : "<unknown>")} disconnected{Refusal(happened)}.");
                if (log.Writes(LogTypes.Debug)) log.Write(LogTypes.Debug, $"{Address(happened)} was refused: {happened.Cause}");
                break;
            case EventKind.Disconnected when happened.Code != ReasonCode.ServerShuttingDown:
                if (TellsConnections) log.Write(LogTypes.Notice, Farewell(happened));
                break;
            case EventKind.TakenOver:
                if (TellsConnections) log.Write(LogTypes.Notice, $"Client {Client(happened)} already connected, closing old connection.");
                break;
            case EventKind.Subscribed when log.Writes(LogTypes.Subscribe):
                log.Write(LogTypes.Subscribe, $"{Client(happened)} {happened.Cause.AsSpan(4)} {Topic(happened)}");
                break;
            case EventKind.Unsubscribed when log.Writes(LogTypes.Unsubscribe):
                log.Write(LogTypes.Unsubscribe, $"{Client(happened)} {Topic(happened)}");
                break;
            case EventKind.SessionEnded when happened.Cause.Contains("expiry passed", StringComparison.Ordinal):
                log.Write(LogTypes.Notice, $"Expiring client {Client(happened)} due to timeout.");
                break;
            case EventKind.Denied when log.Writes(LogTypes.Debug):
                log.Write(LogTypes.Debug, Denial(happened));
                break;
            case EventKind.Dropped when log.Writes(LogTypes.Notice):
                log.Write(LogTypes.Notice, $"{Client(happened)} lost a message '{Topic(happened)}': {happened.Cause}");
                break;
            case EventKind.Looping when log.Writes(LogTypes.Notice):
                log.Write(LogTypes.Notice, $"{Client(happened)} was denied '{Topic(happened)}': {happened.Cause}");
                break;
        }
    }

    private bool TellsConnections => log.Options.ConnectionMessages && log.Writes(LogTypes.Notice);

    // The engine says first of which packet it speaks.
    private static string Denial(BrokerEvent happened) => happened.Cause.StartsWith("PUBLISH: ", StringComparison.Ordinal)
        ? $"Denied PUBLISH from {Client(happened)} ('{Topic(happened)}'): {happened.Cause["PUBLISH: ".Length..]}"
        : $"{Client(happened)} was denied '{Topic(happened)}': {happened.Cause}";

    private static string Terms(BrokerEvent happened)
    {
        if (happened.Terms is not { } terms) return "";
        var version = terms.Version switch
        {
            ProtocolVersion.V31 => 1,
            ProtocolVersion.V311 => 2,
            _ => 5,
        };
        var user = happened.UserName is { } name ? $", u'{LogText.Escape(name)}'" : "";
        return $"p{version}, c{(terms.CleanStart ? 1 : 0)}, k{terms.KeepAliveSeconds}{user}";
    }

    private static string Farewell(BrokerEvent happened) => happened.Code switch
    {
        ReasonCode.KeepAliveTimeout => $"Client {Client(happened)} has exceeded timeout, disconnecting.",
        ReasonCode.MalformedPacket => $"Client {Client(happened)} disconnected due to malformed packet.",
        ReasonCode.UnspecifiedError => $"Client {Client(happened)} closed its connection.",
        < ReasonCode.UnspecifiedError => $"Client {Client(happened)} disconnected.",
        ReasonCode.ProtocolError => $"Client {Client(happened)} disconnected due to protocol error.",
        _ => $"Client {Client(happened)} disconnected: {CodeText.Words(happened.Code)}.",
    };

    private static string Refusal(BrokerEvent happened) => happened.Code switch
    {
        ReasonCode.NotAuthorized or ReasonCode.BadUserNameOrPassword => ", not authorised",
        ReasonCode.UnspecifiedError => ": it closed its connection",
        ReasonCode.ServerShuttingDown => "",
        _ => " due to protocol error",
    };

    private static string Client(BrokerEvent happened) => LogText.Escape(happened.ClientId);

    private static string Topic(BrokerEvent happened) => LogText.Escape(happened.Topic ?? "");

    private static string Address(BrokerEvent happened) => happened.Address ?? "a client";
}
