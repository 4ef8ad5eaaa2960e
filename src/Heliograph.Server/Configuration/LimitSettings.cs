using Heliograph.Broker;
using Heliograph.Mqtt;

namespace Heliograph.Server.Configuration;

/// <summary>The settings of <c>[limits]</c>: every field of <see cref="BrokerOptions"/> under the standard's terms.</summary>
internal static class LimitSettings
{
    private const long Million = 1_000_000;

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of<long>("limits", "memory_max", new SizeType(0, 1L << 50), isLive: false,
            "Bytes of memory for the whole process, 64MB at least; 0 takes three quarters of what the machine or its container has. Near it no further messages are stored, and new sessions and subscriptions are refused.",
            configuration => configuration.MemoryBytesMax, (configuration, value) => configuration with { MemoryBytesMax = value }),
        Count("connections_max", 1, 10 * Million, "Network connections at once.",
            broker => broker.ConnectionsMax, (broker, value) => broker with { ConnectionsMax = value }),
        Count("connects_per_second_max", 1, Million, "CONNECT packets a second.",
            broker => broker.ConnectsPerSecondMax, (broker, value) => broker with { ConnectsPerSecondMax = value }),
        Of("connect_timeout", Seconds(1, 600), "Time from the accept to a complete CONNECT.",
            broker => broker.ConnectTimeout, (broker, value) => broker with { ConnectTimeout = value }),
        Count("sessions_max", 1, 100 * Million, "Sessions, connected or not.",
            broker => broker.SessionsMax, (broker, value) => broker with { SessionsMax = value }),
        // The protocol ends at 268,435,460; below it there must be room for the properties that the broker adds.
        Size("maximum_packet_size", 1_000, 268_000_000, "Bytes of a whole packet. 5.0 clients are told.",
            broker => broker.PacketBytesMax, (broker, value) => broker with { PacketBytesMax = (int)value }),
        Size("maximum_payload_size", 0, 268_435_455, "Bytes of a payload. A larger publish is acknowledged (0x83) and goes nowhere.",
            broker => broker.PayloadBytesMax, (broker, value) => broker with { PayloadBytesMax = (int)value }),
        Count("client_id_bytes_max", 23, 65_535, "Bytes of a client identifier.",
            broker => broker.ClientIdBytesMax, (broker, value) => broker with { ClientIdBytesMax = value }),
        Flag("empty_client_id_allowed", "Whether an empty client identifier is accepted and one assigned.",
            broker => broker.EmptyClientIdAllowed, (broker, value) => broker with { EmptyClientIdAllowed = value }),
        Count("topic_bytes_max", 1, 65_535, "Bytes of a topic name or filter.",
            broker => broker.TopicBytesMax, (broker, value) => broker with { TopicBytesMax = value }),
        Count("topic_levels_max", 1, 1_000, "Levels of a topic name or filter.",
            broker => broker.TopicLevelsMax, (broker, value) => broker with { TopicLevelsMax = value }),
        Count("subscriptions_per_session_max", 1, 10 * Million, "Subscriptions of one session.",
            broker => broker.SubscriptionsPerSessionMax, (broker, value) => broker with { SubscriptionsPerSessionMax = value }),
        Count("wildcard_subscriptions_per_session_max", 0, 10 * Million, "Subscriptions of one session that have wildcards.",
            broker => broker.WildcardSubscriptionsPerSessionMax, (broker, value) => broker with { WildcardSubscriptionsPerSessionMax = value }),
        Count("wildcard_levels_max", 1, 1_000, "Levels of a filter with wildcards.",
            broker => broker.WildcardLevelsMax, (broker, value) => broker with { WildcardLevelsMax = value }),
        Count("wildcard_depth_min", 0, 1_000, "Levels that must stand before the first wildcard of a filter: 1 refuses # and +/status and takes plant/#.",
            broker => broker.WildcardDepthMin, (broker, value) => broker with { WildcardDepthMin = value }),
        Count("queued_messages_max", 1, 100 * Million, "Messages waiting in one session's queue, inflight ones included.",
            broker => broker.QueuedMessagesMax, (broker, value) => broker with { QueuedMessagesMax = value }),
        Size("queued_bytes_max", 1_000, 1L << 40, "Bytes of topics and payloads waiting in one session's queue.",
            broker => broker.QueuedBytesMax, (broker, value) => broker with { QueuedBytesMax = value }),
        Of("queue_full", new ChoiceType<QueueFullPolicy>(
                ("refuse", QueueFullPolicy.Refuse), ("drop_newest", QueueFullPolicy.DropNewest), ("drop_oldest", QueueFullPolicy.DropOldest)),
            "What happens to a QoS 1 or 2 message for a session whose queue is full: the publisher is refused, or the newest or the oldest message is dropped.",
            broker => broker.QueueFull, (broker, value) => broker with { QueueFull = value }),
        Of("publish_hold_max", Seconds(1, 86_400),
            "The longest time a publish of a 3.1 or 3.1.1 client is held because a queue is full; then its connection is closed.",
            broker => broker.PublishHoldMax, (broker, value) => broker with { PublishHoldMax = value }),
        Flag("queue_qos0_offline", "Whether QoS 0 messages are kept for sessions that are away.",
            broker => broker.QueueQoS0Offline, (broker, value) => broker with { QueueQoS0Offline = value }),
        Count("inflight_max", 1, 65_535, "QoS 1 and 2 deliveries to one client at once; the client's Receive Maximum may be lower.",
            broker => broker.InflightMax, (broker, value) => broker with { InflightMax = value }),
        Count("receive_maximum", 1, 65_535, "QoS 1 and 2 publishes of one client at once. 5.0 clients are told.",
            broker => broker.ReceiveMaximum, (broker, value) => broker with { ReceiveMaximum = value }),
        Count("messages_per_second_max", 0, 100 * Million, "PUBLISH packets a second of one client; beyond them it is read more slowly, and nothing is dropped. 0 for no bound.",
            broker => broker.MessagesPerSecondMax, (broker, value) => broker with { MessagesPerSecondMax = value }),
        Count("messages_burst", 0, 100 * Million, "PUBLISH packets of one client that may come at once; 0 for one second's worth.",
            broker => broker.MessagesBurst, (broker, value) => broker with { MessagesBurst = value }),
        Size("bytes_per_second_max", 0, 1L << 40, "Bytes a second of one client's packets; beyond them it is read more slowly, and nothing is dropped. 0 for no bound.",
            broker => broker.BytesPerSecondMax, (broker, value) => broker with { BytesPerSecondMax = value }),
        Size("bytes_burst", 0, 1L << 40, "Bytes of one client that may come at once; 0 for one second's worth.",
            broker => broker.BytesBurst, (broker, value) => broker with { BytesBurst = value }),
        Count("topic_alias_maximum", 0, 65_535, "Topic aliases a client may set on its connection. 5.0 clients are told.",
            broker => broker.TopicAliasMaximum, (broker, value) => broker with { TopicAliasMaximum = value }),
        Count("outgoing_topic_alias_maximum", 0, 65_535, "Topic aliases the broker sets towards a client that allows them.",
            broker => broker.OutgoingTopicAliasMaximum, (broker, value) => broker with { OutgoingTopicAliasMaximum = value }),
        // Twice as much may gather, and a packet more; all of it is counted in 32 bits.
        Size("outgoing_bytes_max", 1_000, 1L << 28, "Bytes waiting for a client that reads slowly; above it QoS 0 is dropped and QoS 1 and 2 stay queued.",
            broker => broker.OutgoingBytesMax, (broker, value) => broker with { OutgoingBytesMax = (int)value }),
        Count("retained_messages_max", 0, 100 * Million, "Retained messages in all.",
            broker => broker.RetainedMessagesMax, (broker, value) => broker with { RetainedMessagesMax = value }),
        Size("retained_bytes_max", 0, 1L << 40, "Bytes of topics and payloads of all retained messages, and 128 for each level of a topic above ten.",
            broker => broker.RetainedBytesMax, (broker, value) => broker with { RetainedBytesMax = value }),
        Expiry("session_expiry_max", "The longest session expiry granted. 5.0 clients are told.",
            broker => broker.SessionExpirySecondsMax, (broker, value) => broker with { SessionExpirySecondsMax = value }),
        Expiry("persistent_session_expiry", "The session expiry of 3.1 and 3.1.1 clients that connect with clean session 0.",
            broker => broker.PersistentSessionExpirySeconds, (broker, value) => broker with { PersistentSessionExpirySeconds = value }),
        Of("keep_alive_max", Seconds(0, ushort.MaxValue), "The longest keep alive accepted; \"0s\" accepts any, none included. 5.0 clients are told.",
            broker => TimeSpan.FromSeconds(broker.KeepAliveSecondsMax),
            (broker, value) => broker with { KeepAliveSecondsMax = (ushort)value.TotalSeconds }),
        Count("maximum_qos", 0, 2, "The highest QoS offered. 5.0 clients are told.",
            broker => (int)broker.MaximumQoS, (broker, value) => broker with { MaximumQoS = (QoS)value }),
        Flag("retain_available", "Whether retained messages are offered.",
            broker => broker.RetainAvailable, (broker, value) => broker with { RetainAvailable = value }),
        Flag("wildcard_subscription_available", "Whether filters with wildcards are offered.",
            broker => broker.WildcardSubscriptionAvailable, (broker, value) => broker with { WildcardSubscriptionAvailable = value }),
        Flag("subscription_identifier_available", "Whether subscription identifiers are offered.",
            broker => broker.SubscriptionIdentifierAvailable, (broker, value) => broker with { SubscriptionIdentifierAvailable = value }),
        Flag("shared_subscription_available", "Whether shared subscriptions are offered.",
            broker => broker.SharedSubscriptionAvailable, (broker, value) => broker with { SharedSubscriptionAvailable = value }),
        Of("shared_strategy", new ChoiceType<SharedStrategy>(
                ("round_robin", SharedStrategy.RoundRobin), ("sticky", SharedStrategy.Sticky),
                ("hash_client_id", SharedStrategy.HashClientId), ("hash_topic", SharedStrategy.HashTopic)),
            "How a shared subscription picks the member for a message: in turn, always the same, by the publisher, or by the topic.",
            broker => broker.SharedStrategy, (broker, value) => broker with { SharedStrategy = value }),
        Of("response_information", new TextType("a topic prefix, or \"\" to send none", charactersMax: 1_024),
            "The Response Information for 5.0 clients that ask for it.",
            broker => broker.ResponseInformation ?? "",
            (broker, value) => broker with { ResponseInformation = value.Length == 0 ? null : value }),
        Count("events_max", 0, 10 * Million, "Events kept in all; the oldest goes first.",
            broker => broker.EventsMax, (broker, value) => broker with { EventsMax = value }, isLive: false),
        Count("events_per_client_max", 0, 100_000, "Events kept for one client; the oldest goes first.",
            broker => broker.EventsPerClientMax, (broker, value) => broker with { EventsPerClientMax = value }, isLive: false),
    ];

    private static Setting Of<T>(
        string key, SettingType type, string help, Func<BrokerOptions, T> read, Func<BrokerOptions, T, BrokerOptions> write,
        bool isLive = true)
        where T : notnull =>
        Setting.Of<T>("limits", key, type, isLive, help,
            configuration => read(configuration.Broker),
            (configuration, value) => configuration with { Broker = write(configuration.Broker, value) });

    private static Setting Count(
        string key, long least, long most, string help, Func<BrokerOptions, int> read, Func<BrokerOptions, int, BrokerOptions> write,
        bool isLive = true) =>
        Of(key, new IntegerType(least, most), help, broker => (long)read(broker), (broker, value) => write(broker, (int)value), isLive);

    private static Setting Size(
        string key, long least, long most, string help, Func<BrokerOptions, long> read, Func<BrokerOptions, long, BrokerOptions> write) =>
        Of(key, new SizeType(least, most), help, read, write);

    private static Setting Flag(
        string key, string help, Func<BrokerOptions, bool> read, Func<BrokerOptions, bool, BrokerOptions> write) =>
        Of(key, new BooleanType(), help, read, write);

    private static Setting Expiry(
        string key, string help, Func<BrokerOptions, uint> read, Func<BrokerOptions, uint, BrokerOptions> write) =>
        Of(key, new DurationType(TimeSpan.Zero, TimeSpan.FromSeconds(uint.MaxValue - 1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(uint.MaxValue)),
            help, broker => TimeSpan.FromSeconds(read(broker)), (broker, value) => write(broker, (uint)value.TotalSeconds));

    private static DurationType Seconds(int least, int most) =>
        new(TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most), TimeSpan.FromSeconds(1));
}
