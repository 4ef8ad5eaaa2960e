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

    /// <summary>Two connections take one client id from each other again and again.</summary>
    Looping,

    /// <summary>The client sends faster than it may and is read more slowly.</summary>
    Slowed,

    /// <summary>It connected too often and is banned for a while.</summary>
    Flapping,

    /// <summary>A certificate of the broker expires soon or has expired.</summary>
    Certificate,
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
    string? Topic = null)
{
    /// <summary>What the client asked for in its CONNECT, where it was accepted; else null.</summary>
    public ConnectTerms? Terms { get; init; }

    /// <summary>Characters kept of a text that a client chose: events are many and are kept long.</summary>
    public const int TextMax = 1_024;

    /// <summary>The beginning of a text that is longer than <see cref="TextMax"/>, with an ellipsis.</summary>
    public static string Shorten(string text) => text.Length <= TextMax ? text : string.Concat(text.AsSpan(0, TextMax), "…");

    internal BrokerEvent Shortened() => IsShort(ClientId) && IsShort(UserName) && IsShort(Topic)
        ? this
        : this with
        {
            ClientId = Shorten(ClientId),
            UserName = UserName is null ? null : Shorten(UserName),
            Topic = Topic is null ? null : Shorten(Topic),
        };

    private static bool IsShort(string? text) => text is null || text.Length <= TextMax;
}

/// <summary>What a client asked for in its CONNECT, and was given.</summary>
/// <param name="Version">Of the protocol.</param>
/// <param name="CleanStart">Whether it wanted no session of before.</param>
/// <param name="KeepAliveSeconds">The keep alive in force.</param>
public sealed record ConnectTerms(ProtocolVersion Version, bool CleanStart, ushort KeepAliveSeconds);

/// <summary>Receives events as they happen. Called at the end of a batch, under no lock of the engine; must not block.</summary>
public interface IEventSink
{
    void OnEvent(BrokerEvent happened);
}
