using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Mqtt;

namespace Heliograph.Server.Mosquitto;

/// <summary>From mosquitto.conf to the options of the engine.</summary>
internal static class ConfMapping
{
    /// <summary>Packets above this are unusual; the default of Mosquitto 2.1.</summary>
    private const int PacketBytesMax = 2_000_000;

    /// <summary>What a topic may have.</summary>
    private const int SlashesMax = 200;

    /// <summary>The options that hold for the whole broker.</summary>
    public static BrokerOptions BrokerOptionsOf(MosquittoConf conf)
    {
        var broker = conf.Broker;
        var inflight = (int)OrUnlimited(broker.Number("max_inflight_messages", 20), ushort.MaxValue);
        var defaults = new BrokerOptions();
        return new()
        {
            ConnectsPerSecondMax = int.MaxValue,
            PacketBytesMax = (int)broker.Number("max_packet_size", PacketBytesMax),
            ClientIdBytesMax = ushort.MaxValue,
            SubscriptionsPerSessionMax = 1_000_000,
            QueuedMessagesMax = (int)OrUnlimited(broker.Number("max_queued_messages", 1_000), int.MaxValue),
            QueuedBytesMax = OrUnlimited(broker.Number("max_queued_bytes", 0), long.MaxValue),
            QueueFull = QueueFullPolicy.DropNewest,
            QueueQoS0Offline = broker.Flag("queue_qos0_messages", false),
            InflightMax = inflight,
            ReceiveMaximum = inflight,
            PayloadBytesMax = (int)OrUnlimited(broker.Number("message_size_limit", 0), int.MaxValue),
            TopicLevelsMax = SlashesMax + 1,
            TopicAliasMaximum = 10,
            OutgoingTopicAliasMaximum = (int)broker.Number("max_topic_alias_broker", 10),
            ConnectionsMax = MaxOf(broker.Find("global_max_connections"), defaults.ConnectionsMax),
            SessionsMax = MaxOf(broker.Find("global_max_clients"), defaults.SessionsMax),
            KeepAliveSecondsMax = (ushort)broker.Number("max_keepalive", 0),
            RetainAvailable = broker.Flag("retain_available", true),
            PersistentSessionExpirySeconds = broker.Text("persistent_client_expiration") is { } text && ConfValue.Seconds(text) is { } seconds
                ? (uint)Math.Min(seconds, uint.MaxValue - 1)
                : uint.MaxValue,
            SysInterval = TimeSpan.FromSeconds(broker.Number("sys_interval", 10)),
            Habits = new()
            {
                ExplainsRefusals = false,
                AnnouncesAliasesFirst = true,
                AssignsUuids = true,
                UpgradesQoS = broker.Flag("upgrade_outgoing_qos", false),
                RefusesLongKeepAlives = true,
                ForgetsDeniedWills = true,
                ClosesForDeepFilters = true,
                CountsInflightAsQueued = false,
                InflightBytesMax = OrUnlimited(broker.Number("max_inflight_bytes", 0), long.MaxValue),
                ChecksRetainSource = broker.Flag("check_retain_source", true),
            },
        };
    }

    /// <summary>What holds at one listener.</summary>
    /// <param name="listener">Its own options.</param>
    /// <param name="rights">The options for rights that hold there.</param>
    public static ConnectionPolicy PolicyOf(ConfSection listener, ConfSection rights) => new()
    {
        MaximumQoS = (QoS?)(byte?)listener.Number("max_qos"),
        TopicAliasMaximum = (int?)listener.Number("max_topic_alias"),
        EmptyClientIdAllowed = rights.Flag("allow_zero_length_clientid"),
        AssignedClientIdPrefix = listener.Text("listener_auto_id_prefix") ?? rights.Text("auto_id_prefix"),
        UsesUserNameAsClientId = listener.Flag("use_username_as_clientid", false),
        Versions = [.. (listener.Text("accept_protocol_versions") ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(VersionOf)],
        MountPoint = listener.Text("mount_point") ?? "",
    };

    // -1 stands for no limit there, and what is not limited is bounded here all the same.
    private static int MaxOf(ConfLine? line, int otherwise) => line is not null && ConfValue.Number(line.Value) is > 0 and var most ? (int)most : otherwise;

    private static ProtocolVersion VersionOf(string word) => word switch
    {
        "3" => ProtocolVersion.V31,
        "4" => ProtocolVersion.V311,
        _ => ProtocolVersion.V5,
    };

    // 0 stands for no limit there.
    private static long OrUnlimited(long value, long unlimited) => value == 0 ? unlimited : Math.Min(value, unlimited);
}
