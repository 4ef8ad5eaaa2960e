using Heliograph.Broker;

namespace Heliograph.Server.Mosquitto;

/// <summary>From mosquitto.conf to the options of the engine.</summary>
internal static class ConfMapping
{
    /// <summary>Packets above this are unusual; the default of Mosquitto 2.1.</summary>
    private const int PacketBytesMax = 2_000_000;

    /// <summary>The options that hold for the whole broker.</summary>
    public static BrokerOptions BrokerOptionsOf(MosquittoConf conf)
    {
        var broker = conf.Broker;
        var inflight = (int)OrUnlimited(broker.Number("max_inflight_messages", 20), ushort.MaxValue);
        var queued = OrUnlimited(broker.Number("max_queued_messages", 1_000), int.MaxValue);
        return new()
        {
            ConnectsPerSecondMax = int.MaxValue,
            PacketBytesMax = (int)broker.Number("max_packet_size", PacketBytesMax),
            ClientIdBytesMax = ushort.MaxValue,
            SubscriptionsPerSessionMax = 1_000_000,
            QueuedMessagesMax = (int)Math.Min(queued + inflight, int.MaxValue), // theirs counts what is not in flight
            QueuedBytesMax = OrUnlimited(broker.Number("max_queued_bytes", 0), long.MaxValue),
            QueueFull = QueueFullPolicy.DropNewest,
            QueueQoS0Offline = broker.Flag("queue_qos0_messages", false),
            InflightMax = inflight,
            ReceiveMaximum = inflight,
            TopicAliasMaximum = 10,
            OutgoingTopicAliasMaximum = 10,
            KeepAliveSecondsMax = (ushort)broker.Number("max_keepalive", 0),
            RetainAvailable = broker.Flag("retain_available", true),
            PersistentSessionExpirySeconds = broker.Text("persistent_client_expiration") is { } text
                ? (uint)Math.Min(ConfValue.Seconds(text)!.Value, uint.MaxValue - 1)
                : uint.MaxValue,
            SysInterval = TimeSpan.FromSeconds(broker.Number("sys_interval", 10)),
            EmptyClientIdAllowed = broker.Flag("allow_zero_length_clientid", true),
        };
    }

    // 0 stands for no limit there.
    private static long OrUnlimited(long value, long unlimited) => value == 0 ? unlimited : Math.Min(value, unlimited);
}
