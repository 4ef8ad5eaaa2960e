using static Heliograph.Server.Mosquitto.ConfForm;
using static Heliograph.Server.Mosquitto.ConfScope;
using static Heliograph.Server.Mosquitto.ConfUse;

namespace Heliograph.Server.Mosquitto;

/// <summary>Every option that mosquitto.conf knows. The one place from which reading, refusing and docs/mosquitto.md follow.</summary>
internal static class ConfOptions
{
    private const string NoBridges = "there are no bridges yet: run Mosquitto as the bridge, with one connection to each broker";
    private const string NoPlugins = "there are no plugins: use password_file and acl_file";
    private const string NoPsk = "TLS-PSK is not offered: use certfile and keyfile";
    private const string NoEngine = "keys are read from files: give the key in PEM with keyfile";
    private const string Durable = "every change is durable as it happens, so there is nothing to save from time to time";
    private const string NoHeaders = "headers of WebSocket handshakes have the bounds of the web server within";

    private static readonly string[] BridgeNames =
    [
        "connection", "address", "addresses", "bridge_alpn", "bridge_attempt_unsubscribe", "bridge_bind_address", "bridge_cafile",
        "bridge_capath", "bridge_certfile", "bridge_identity", "bridge_insecure", "bridge_keyfile", "bridge_max_packet_size",
        "bridge_max_topic_alias", "bridge_outgoing_retain", "bridge_protocol_version", "bridge_psk", "bridge_receive_maximum",
        "bridge_reload_type", "bridge_require_ocsp", "bridge_session_expiry_interval", "bridge_tcp_keepalive",
        "bridge_tcp_user_timeout", "bridge_tls_use_os_certs", "bridge_tls_version", "cleansession", "clientid", "idle_timeout",
        "keepalive_interval", "local_cleansession", "local_clientid", "local_password", "local_username", "notification_topic",
        "notifications", "notifications_local_only", "password", "remote_clientid", "remote_password", "remote_username",
        "restart_timeout", "round_robin", "start_type", "threshold", "topic", "try_private", "username",
    ];

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, ConfOption> All { get; } =
        Files().Concat(Logs()).Concat(Limits()).Concat(Doors()).Concat(Rights()).Concat(Tls()).Concat(Refusals()).Concat(Bridges())
            .ToDictionary(option => option.Name, StringComparer.Ordinal);

    private static IEnumerable<ConfOption> Files() =>
    [
        new("include_dir", Whole, Text, Supported, "files that end in .conf, in the order of their names; not from an included file") { Repeats = true },
        new("per_listener_settings", Whole, Flag, Supported, "before any option that it concerns"),
        new("persistence", Whole, Flag, Supported),
        new("persistence_location", Whole, Text, Supported),
        new("persistence_file", Whole, Text, Supported, "the state is in the folder of the same name with .heliograph at its end; the file says so after a stop"),
        new("autosave_interval", Whole, Number, Ignored, Durable),
        new("autosave_on_changes", Whole, Flag, Ignored, Durable),
        new("pid_file", Whole, Text, Supported),
        new("user", Whole, Text, Ignored, "the program keeps the user that started it: start it as that user"),
    ];

    private static IEnumerable<ConfOption> Logs() =>
    [
        new("log_dest", Whole, Text, Supported, "stdout, stderr, syslog, file PATH or none; not topic, dlt or android") { Repeats = true },
        new("log_type", Whole, Text, Supported) { Repeats = true },
        new("log_timestamp", Whole, Flag, Supported),
        new("log_timestamp_format", Whole, Text, Supported, "the conversions of strftime that stand for date and time"),
        new("log_facility", Whole, Number, Supported) { Most = 7 },
        new("connection_messages", Whole, Flag, Supported),
        new("websockets_log_level", Whole, Number, Ignored, "what happens at a WebSocket is logged like anything else"),
    ];

    private static IEnumerable<ConfOption> Limits() =>
    [
        new("max_inflight_messages", Whole, Number, Supported) { Most = 65_535 },
        new("max_inflight_bytes", Whole, Number, Supported) { Most = long.MaxValue },
        new("max_queued_messages", Whole, Number, Supported),
        new("max_queued_bytes", Whole, Number, Supported) { Most = long.MaxValue },
        new("max_packet_size", Whole, Number, Supported) { Least = 20, Most = 268_435_460 },
        new("message_size_limit", Whole, Number, Supported) { Most = 268_435_455 },
        new("max_topic_alias_broker", Whole, Number, Supported) { Most = 65_535 },
        new("global_max_clients", Whole, Number, Supported, "sessions, connected or not") { Least = -1, Most = int.MaxValue },
        new("global_max_connections", Whole, Number, Supported) { Least = -1, Most = int.MaxValue },
        new("max_keepalive", Whole, Number, Supported) { Most = 65_535 },
        new("queue_qos0_messages", Whole, Flag, Supported),
        new("retain_available", Whole, Flag, Supported),
        new("retain_expiry_interval", Whole, Number, Ignored, "retained messages that have expired are forgotten within a minute anyway"),
        new("check_retain_source", Whole, Flag, Supported, "after a restart of what is retained from publishers with a session"),
        new("upgrade_outgoing_qos", Whole, Flag, Supported, "retained messages too"),
        new("allow_duplicate_messages", Whole, Flag, Ignored, "a client whose subscriptions overlap gets a message once, as with false; true allows duplicates and asks for none"),
        new("clientid_prefixes", Whole, Text, Supported),
        new("persistent_client_expiration", Whole, Duration, Supported),
        new("sys_interval", Whole, Number, Supported) { Most = 65_535 },
        new("set_tcp_nodelay", Whole, Flag, Ignored, "TCP_NODELAY is always set"),
        new("memory_limit", Whole, Number, Supported, "of the whole process, 64 MB at least") { Most = long.MaxValue },
        new("enable_control_api", Whole, Flag, Ignored, "there are no $CONTROL topics"),
        new("packet_buffer_size", Whole, Number, Ignored, "buffers grow with what is read"),
        new("retry_interval", Whole, Number, Ignored, "MQTT repeats messages at a new connection only; Mosquitto ignores it, too"),
        new("store_clean_interval", Whole, Number, Ignored, "Mosquitto ignores it, too"),
    ];

    private static IEnumerable<ConfOption> Doors() =>
    [
        new("listener", Listener, Text, Supported, "listener PORT [ADDRESS], or listener 0 PATH for a Unix socket") { Repeats = true },
        new("port", Listener, Number, Supported) { Least = 1, Most = 65_535 },
        new("bind_address", Listener, Text, Supported),
        new("socket_domain", Listener, Text, Supported, "ipv4 or ipv6") { Words = ["ipv4", "ipv6"] },
        new("protocol", Listener, Text, Supported, "mqtt or websockets") { Words = ["mqtt", "websockets"] },
        new("max_qos", Listener, Number, Supported) { Most = 2 },
        new("max_topic_alias", Listener, Number, Supported) { Most = 65_535 },
        new("max_connections", Listener, Number, Supported) { Least = -1, Most = int.MaxValue },
        new("mount_point", Listener, Text, Supported),
        new("use_username_as_clientid", Listener, Flag, Supported),
        new("accept_protocol_versions", Listener, Text, Supported, "3 for 3.1, 4 for 3.1.1, 5 for 5.0, with commas"),
        new("websockets_origin", Listener, Text, Supported) { Repeats = true },
        new("bind_interface", Listener, Text, Refused, "write the address of the interface: listener PORT ADDRESS"),
        new("enable_proxy_protocol", Listener, Number, Supported, "1 and 2 take both versions; every peer is taken at its word") { Most = 2 },
        new("proxy_protocol_v2_require_tls", Listener, Flag, Refused, "let the proxy refuse who comes without TLS, and leave it out"),
        new("http_dir", Listener, Text, Refused, "files are not served over HTTP: leave it out, and serve them with a web server"),
        new("websockets_headers_size", Listener, Number, Ignored, NoHeaders),
    ];

    private static IEnumerable<ConfOption> Rights() =>
    [
        new("allow_anonymous", Access, Flag, Supported),
        new("allow_zero_length_clientid", Access, Flag, Supported),
        new("auto_id_prefix", Access, Text, Supported),
        new("listener_allow_anonymous", Listener, Flag, Supported),
        new("listener_auto_id_prefix", Listener, Text, Supported),
        new("password_file", Access, Text, Supported),
        new("acl_file", Access, Text, Supported),
    ];

    private static IEnumerable<ConfOption> Tls() =>
    [
        new("certfile", Listener, Text, Supported),
        new("keyfile", Listener, Text, Supported),
        new("cafile", Listener, Text, Supported),
        new("crlfile", Listener, Text, Supported),
        new("require_certificate", Listener, Flag, Supported),
        new("tls_version", Listener, Text, Supported, "the least version: tlsv1.2 or tlsv1.3") { Words = ["tlsv1.2", "tlsv1.3"] },
        new("use_identity_as_username", Listener, Flag, Supported),
        new("use_subject_as_username", Listener, Flag, Supported),
        new("capath", Listener, Text, Refused, "put the authorities of the folder into one file and name it with cafile"),
        new("ciphers", Listener, Ciphers, Supported, "names of suites; DEFAULT, HIGH and ALL stand for all of OpenSSL's list, of which ! takes suites away"),
        new("ciphers_tls1.3", Listener, Ciphers, Supported),
        new("disable_client_cert_date_checks", Listener, Flag, Refused, "certificates that have expired are not taken: renew them"),
        new("dhparamfile", Listener, Text, Ignored, "parameters for Diffie-Hellman come from the system's library"),
        new("tls_engine", Listener, Text, Refused, NoEngine),
        new("tls_engine_kpass_sha1", Listener, Text, Refused, NoEngine),
        new("tls_keyform", Listener, Text, Refused, NoEngine),
        new("psk_hint", Listener, Text, Refused, NoPsk),
        new("psk_file", Access, Text, Refused, NoPsk),
    ];

    private static IEnumerable<ConfOption> Refusals() =>
    [
        new("plugin", Access, Text, Refused, NoPlugins),
        new("global_plugin", Whole, Text, Refused, NoPlugins),
        new("plugin_load", Whole, Text, Refused, NoPlugins),
        new("plugin_use", Access, Text, Refused, NoPlugins),
        new("auth_plugin", Access, Text, Refused, NoPlugins),
        new("auth_plugin_deny_special_chars", Access, Flag, Refused, NoPlugins),
    ];

    private static IEnumerable<ConfOption> Bridges() => BridgeNames.Select(name => new ConfOption(name, Bridge, Text, Refused, NoBridges) { Repeats = true });
}
