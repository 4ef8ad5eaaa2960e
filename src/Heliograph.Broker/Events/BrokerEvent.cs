using Heliograph.Mqtt;

namespace Heliograph.Broker.Events;

/// <summary>The kinds of things that happen to clients and that someone will ask about (law L7).</summary>
public enum EventKind : byte
{
    Connected,
    Refused,
    Disconnected,
    TakenOver,
    Subscribed,
    Unsubscribed,
    Denied,
    Dropped,
    Expired,
    SessionEnded,
}

/// <summary>One thing that happened to a client, with its cause. Logs, <c>why</c> and the console all read this.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="ClientId">Whose; empty before a client identifier is known.</param>
/// <param name="UserName">The authenticated user, if any.</param>
/// <param name="Address">The remote address, if the client is or was connected.</param>
/// <param name="Code">The reason code that answers or would answer it.</param>
/// <param name="Cause">The packet, rule or limit that decided, in words. May quote client data: escape before printing.</param>
/// <param name="Topic">The topic or filter concerned, if any. Client data.</param>
public sealed record BrokerEvent(
    Instant At, EventKind Kind, string ClientId, string? UserName, string? Address, ReasonCode Code, string Cause,
    string? Topic = null);

/// <summary>Receives events as they happen. Called at the end of a batch, under no lock of the engine; must not block.</summary>
public interface IEventSink
{
    void OnEvent(BrokerEvent happened);
}
