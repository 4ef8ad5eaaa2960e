using Heliograph.Broker.Events;
using Heliograph.Mqtt;
using Heliograph.Server.Logging;

namespace Heliograph.Server.Mosquitto;

/// <summary>Tells the engine's events in the words that readers of Mosquitto's log look for.</summary>
/// <param name="log">Where to.</param>
internal sealed class MosquittoEventLog(MosquittoLog log) : IEventSink
{
    public void OnEvent(BrokerEvent happened)
    {
        switch (happened.Kind)
        {
            case EventKind.Connected:
                TellConnection($"New client connected from {happened.Address} as {Client(happened)} ({Terms(happened)}).");
                break;
            case EventKind.Refused:
                TellConnection($"Client {(happened.ClientId.Length > 0 ? Client(happened) : "<unknown>")} disconnected{Refusal(happened)}.");
                log.Write(LogTypes.Debug, $"{Address(happened)} was refused: {happened.Cause}");
                break;
            case EventKind.Disconnected when happened.Code != ReasonCode.ServerShuttingDown:
                TellConnection(Farewell(happened));
                break;
            case EventKind.TakenOver:
                TellConnection($"Client {Client(happened)} already connected, closing old connection.");
                break;
            case EventKind.Subscribed:
                log.Write(LogTypes.Subscribe, $"{Client(happened)} {happened.Cause.AsSpan(4)} {Topic(happened)}");
                break;
            case EventKind.Unsubscribed:
                log.Write(LogTypes.Unsubscribe, $"{Client(happened)} {Topic(happened)}");
                break;
            case EventKind.SessionEnded when happened.Cause.Contains("expiry passed", StringComparison.Ordinal):
                log.Write(LogTypes.Notice, $"Expiring client {Client(happened)} due to timeout.");
                break;
            case EventKind.Denied or EventKind.Dropped or EventKind.Looping:
                log.Write(happened.Kind == EventKind.Denied ? LogTypes.Debug : LogTypes.Notice,
                    $"{Client(happened)} {(happened.Kind == EventKind.Dropped ? "lost a message" : "was denied")} '{Topic(happened)}': {happened.Cause}");
                break;
        }
    }

    private void TellConnection(string text)
    {
        if (log.Options.ConnectionMessages) log.Write(LogTypes.Notice, text);
    }

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
