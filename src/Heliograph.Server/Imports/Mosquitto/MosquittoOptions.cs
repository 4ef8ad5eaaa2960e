using Heliograph.Broker;
using Heliograph.Mqtt;
using Heliograph.Server.Configuration;
using Heliograph.Server.Mosquitto;

namespace Heliograph.Server.Imports.Mosquitto;

/// <summary>The options of mosquitto.conf that have one value, as settings.</summary>
internal sealed class MosquittoOptions(ImportReport report)
{
    private const string Logs = "logs are written to log/; see [log]";
    private const string Kept = "state is kept in data/, and every change is durable; see [store]";
    private const long MemoryBytesLeast = 64_000_000;

    /// <summary>What has been taken so far, on Heliograph's defaults.</summary>
    public ServerConfiguration Configuration { get; private set; } = new();

    /// <summary>Takes a line, unless it is one about rights.</summary>
    public void Take(ConfLine line)
    {
        var name = line.Option.Name;
        if (line.Option.Scope == ConfScope.Access || name == "listener_allow_anonymous") return;
        if (line.Option.Use == ConfUse.Ignored) Leave(line, line.Option.Note);
        else if (InListeners(name) is { } key) Carry(line, $"{key} of its [[listener]]");
        else if (WhyNot(name) is { } why) Leave(line, why);
        else if (Apply(name, line.Value) is not { } note) Leave(line, "there is no such setting in an instance; heliograph mosquitto knows it");
        else Carry(line, note);
    }

    private static string? InListeners(string name) => name switch
    {
        "port" or "protocol" => name,
        "max_connections" => "connections_max",
        "websockets_origin" => "websocket_origins",
        "enable_proxy_protocol" => "proxy_protocol",
        "ciphers" or "ciphers_tls1.3" => "tls_ciphers",
        "bind_address" or "socket_domain" => "address",
        "certfile" => "tls_certificate",
        "keyfile" => "tls_key",
        "cafile" => "tls_client_ca",
        "crlfile" => "tls_client_crl",
        "require_certificate" => "tls_client_certificate",
        "use_identity_as_username" or "use_subject_as_username" => "authentication, with certificate_user for all,",
        "tls_version" => "tls_minimum",
        _ => null,
    };

    private static string? WhyNot(string name) => name switch
    {
        "log_dest" or "log_type" or "log_timestamp" or "log_timestamp_format" or "connection_messages" => Logs,
        "persistence" or "persistence_location" or "persistence_file" => Kept,
        "pid_file" => "heliograph status tells whether the instance runs",
        "include_dir" => "what it names was read",
        _ => null,
    };

    // 0 is no limit there.
    private string? Apply(string name, string value)
    {
        var number = ConfValue.Number(value) ?? 0;
        switch (name)
        {
            case "max_inflight_messages":
                var inflight = number == 0 ? ushort.MaxValue : (int)number;
                return Set("inflight_max and receive_maximum", broker => broker with { InflightMax = inflight, ReceiveMaximum = inflight });
            case "max_queued_messages":
                return Set("queued_messages_max; a full queue refuses, unless queue_full says other",
                    broker => broker with { QueuedMessagesMax = number == 0 ? 100_000_000 : (int)Math.Clamp(number, 1, 100_000_000) });
            case "max_queued_bytes":
                return Set("queued_bytes_max", broker => broker with { QueuedBytesMax = number == 0 ? 1L << 40 : Math.Clamp(number, 1_000, 1L << 40) });
            case "max_packet_size":
                return Set("maximum_packet_size, 1000 at least", broker => broker with { PacketBytesMax = number == 0 ? 268_000_000 : (int)Math.Clamp(number, 1_000, 268_000_000) });
            case "max_keepalive":
                return Set("keep_alive_max", broker => broker with { KeepAliveSecondsMax = (ushort)Math.Clamp(number, 0, ushort.MaxValue) });
            case "queue_qos0_messages":
                return Set("queue_qos0_offline", broker => broker with { QueueQoS0Offline = value == "true" });
            case "retain_available":
                return Set("retain_available", broker => broker with { RetainAvailable = value == "true" });
            case "persistent_client_expiration":
                return Set("persistent_session_expiry", broker => broker with { PersistentSessionExpirySeconds = (uint)Math.Min(ConfValue.Seconds(value) ?? 0, uint.MaxValue - 1) });
            case "max_qos":
                return Set("maximum_qos, for all listeners", broker => broker with { MaximumQoS = (QoS)Math.Min(number, (int)broker.MaximumQoS) });
            case "max_topic_alias":
                return Set("topic_alias_maximum, for all listeners", broker => broker with { TopicAliasMaximum = (int)Math.Clamp(number, 0, ushort.MaxValue) });
            case "sys_interval":
                return Set("interval of [sys]", broker => broker with { SysInterval = TimeSpan.FromSeconds(Math.Clamp(number, 0, ushort.MaxValue)) });
            case "memory_limit":
                Configuration = Configuration with { MemoryBytesMax = number == 0 ? 0 : Math.Clamp(number, MemoryBytesLeast, 1L << 50) };
                return "memory_max, 64MB at least";
            default:
                return null;
        }
    }

    private string Set(string note, Func<BrokerOptions, BrokerOptions> change)
    {
        Configuration = Configuration with { Broker = change(Configuration.Broker) };
        return note;
    }

    private void Carry(ConfLine line, string note) => report.Carry(line.File, line.Number, $"{line.Option.Name} {line.Value}", note);

    private void Leave(ConfLine line, string note) => report.Leave(line.File, line.Number, $"{line.Option.Name} {line.Value}", note);
}
