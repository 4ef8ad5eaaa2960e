using Heliograph.Mqtt;

namespace Heliograph.Broker;

/// <summary>Every bound and choice of the engine, with its default. Immutable; replaced whole when limits change.</summary>
/// <remarks>
/// docs/limits.md says what happens at each bound. A change applies to what comes after it: connections keep what
/// their CONNACK announced.
/// </remarks>
public sealed record BrokerOptions
{
    /// <summary>Network connections at once; further ones are closed before they say anything.</summary>
    public int ConnectionsMax { get; init; } = 100_000;

    /// <summary>CONNECT packets a second, averaged over one second; further ones are refused with 0x9F (3.x: 3).</summary>
    public int ConnectsPerSecondMax { get; init; } = 5_000;

    /// <summary>Time from accept to a complete CONNECT; then the connection is closed.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sessions, connected or not; a CONNECT that would make one more is refused with 0x97 (3.x: 3).</summary>
    public int SessionsMax { get; init; } = 1_000_000;

    /// <summary>Bytes of a whole packet; announced as Maximum Packet Size; larger ones answer 0x95.</summary>
    public int PacketBytesMax { get; init; } = 2_000_000;

    /// <summary>Bytes of a client identifier; longer ones are refused with 0x85 (3.x: 2).</summary>
    public int ClientIdBytesMax { get; init; } = 1_024;

    /// <summary>Whether an empty client identifier is accepted and one assigned.</summary>
    public bool EmptyClientIdAllowed { get; init; } = true;

    /// <summary>Bytes of a topic name or filter; longer ones answer 0x90 or 0x8F.</summary>
    public int TopicBytesMax { get; init; } = 65_535;

    /// <summary>Bytes of a payload; a larger publish is acknowledged and goes nowhere: 0x83 in 5.0.</summary>
    public int PayloadBytesMax { get; init; } = 268_435_455;

    /// <summary>Levels of a topic name or filter; deeper ones answer 0x90 or 0x8F.</summary>
    public int TopicLevelsMax { get; init; } = 200;

    /// <summary>Subscriptions of one session; further ones answer 0x97 (3.x: 0x80).</summary>
    public int SubscriptionsPerSessionMax { get; init; } = 10_000;

    /// <summary>Subscriptions with wildcards of one session; further ones answer 0x97 (3.x: 0x80).</summary>
    public int WildcardSubscriptionsPerSessionMax { get; init; } = 10_000;

    /// <summary>Levels of a filter with wildcards; deeper ones answer 0x8F (3.x: 0x80).</summary>
    public int WildcardLevelsMax { get; init; } = 200;

    /// <summary>Levels that must stand before the first wildcard of a filter; others answer 0x8F (3.x: 0x80).</summary>
    public int WildcardDepthMin { get; init; }

    /// <summary>Levels of all filters of one session: twenty a subscription on average; more answers 0x97 (3.x: 0x80).</summary>
    public int SubscriptionLevelsMax => Math.Max(20 * SubscriptionsPerSessionMax, TopicLevelsMax);

    /// <summary>Messages waiting in one session's queue, inflight ones included.</summary>
    public int QueuedMessagesMax { get; init; } = 100_000;

    /// <summary>Bytes of topics and payloads waiting in one session's queue.</summary>
    public long QueuedBytesMax { get; init; } = 64L << 20;

    /// <summary>What happens to a QoS 1 or 2 message for a session whose queue is full.</summary>
    public QueueFullPolicy QueueFull { get; init; } = QueueFullPolicy.Refuse;

    /// <summary>The longest time a publish of a 3.x client is held for a full queue; then its connection is closed.</summary>
    public TimeSpan PublishHoldMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether QoS 0 messages are kept for sessions that are away.</summary>
    public bool QueueQoS0Offline { get; init; }

    /// <summary>QoS 1 and 2 deliveries to one client at once; the client's Receive Maximum may be lower.</summary>
    public int InflightMax { get; init; } = 100;

    /// <summary>QoS 1 and 2 publishes of one 5.0 client at once, announced in CONNACK; more is 0x93.</summary>
    public int ReceiveMaximum { get; init; } = 1_000;

    /// <summary>PUBLISH packets a second of one client; beyond them it is read more slowly. 0 for no bound.</summary>
    public int MessagesPerSecondMax { get; init; }

    /// <summary>PUBLISH packets of one client that may come at once; 0 for one second's worth.</summary>
    public int MessagesBurst { get; init; }

    /// <summary>Bytes a second of one client's packets; beyond them it is read more slowly. 0 for no bound.</summary>
    public long BytesPerSecondMax { get; init; }

    /// <summary>Bytes of one client that may come at once; 0 for one second's worth.</summary>
    public long BytesBurst { get; init; }

    /// <summary>Topic aliases a client may set on its connection; announced in CONNACK.</summary>
    public int TopicAliasMaximum { get; init; } = 16;

    /// <summary>Topic aliases the broker sets towards a client that allows them.</summary>
    public int OutgoingTopicAliasMaximum { get; init; } = 16;

    /// <summary>Bytes waiting for a client that reads slowly; above it QoS 0 is dropped and QoS 1 and 2 stay queued.</summary>
    public int OutgoingBytesMax { get; init; } = 1 << 20;

    /// <summary>Retained messages in all; further topics answer 0x97 (3.x: kept off, with an event).</summary>
    public int RetainedMessagesMax { get; init; } = 1_000_000;

    /// <summary>Bytes of topics and payloads of all retained messages, and 128 for each level of a topic above ten.</summary>
    public long RetainedBytesMax { get; init; } = 1L << 30;

    /// <summary>The longest session expiry granted, in seconds; 0xFFFFFFFF is never.</summary>
    public uint SessionExpirySecondsMax { get; init; } = uint.MaxValue;

    /// <summary>The session expiry of 3.x clients with clean session 0, in seconds; 0xFFFFFFFF is never.</summary>
    public uint PersistentSessionExpirySeconds { get; init; } = uint.MaxValue;

    /// <summary>The longest keep alive accepted, in seconds; 0 accepts any, none included. 5.0 clients are told.</summary>
    public ushort KeepAliveSecondsMax { get; init; }

    /// <summary>The highest QoS offered; below 2 it is announced, and a higher publish answers 0x9B.</summary>
    public QoS MaximumQoS { get; init; } = QoS.ExactlyOnce;

    /// <summary>Whether retained messages are offered; else a retained publish answers 0x9A.</summary>
    public bool RetainAvailable { get; init; } = true;

    /// <summary>Whether filters with wildcards are offered; else 0xA2.</summary>
    public bool WildcardSubscriptionAvailable { get; init; } = true;

    /// <summary>Whether subscription identifiers are offered; else 0xA1.</summary>
    public bool SubscriptionIdentifierAvailable { get; init; } = true;

    /// <summary>Whether shared subscriptions are offered; else 0x9E.</summary>
    public bool SharedSubscriptionAvailable { get; init; } = true;

    /// <summary>How a shared subscription picks the member for a message.</summary>
    public SharedStrategy SharedStrategy { get; init; } = SharedStrategy.RoundRobin;

    /// <summary>The Response Information for clients that ask; null sends none.</summary>
    public string? ResponseInformation { get; init; }

    /// <summary>Time between two rounds of $SYS messages; zero sends none.</summary>
    public TimeSpan SysInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is done where the standard leaves a choice.</summary>
    public BrokerHabits Habits { get; init; } = new();

    /// <summary>Events kept in all; the oldest goes first.</summary>
    public int EventsMax { get; init; } = 10_000;

    /// <summary>Events kept for one client; the oldest goes first.</summary>
    public int EventsPerClientMax { get; init; } = 50;
}

/// <summary>What happens when a session's queue is full.</summary>
public enum QueueFullPolicy : byte
{
    /// <summary>The publisher is told: 0x97 in 5.0; in 3.x its acknowledgement is held until there is room. Nobody gets it.</summary>
    Refuse,

    /// <summary>The new message is dropped for that session, with an event; the others get it.</summary>
    DropNewest,

    /// <summary>The oldest waiting message of that session makes room, with an event.</summary>
    DropOldest,
}

/// <summary>How a shared subscription picks the member for a message.</summary>
public enum SharedStrategy : byte
{
    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>The same member while it is connected.</summary>
    Sticky,

    /// <summary>By the publisher's client id: one publisher's messages go to one member.</summary>
    HashClientId,

    /// <summary>By the topic: one topic's messages go to one member.</summary>
    HashTopic,
}
