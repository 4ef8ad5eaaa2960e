namespace Heliograph.Server.Configuration;

/// <summary>Every setting there is, in the order of the default file.</summary>
internal static class SettingTable
{
    /// <summary>The section that may stand several times; its settings act on the last listener of a configuration.</summary>
    internal const string ListenerSection = "listener";

    /// <summary>The sections with what they are for.</summary>
    public static IReadOnlyList<(string Name, string Help)> Sections { get; } =
    [
        (ListenerSection, "An address to accept MQTT connections on. Write one [[listener]] for each. Without any, the server "
            + "listens on 0.0.0.0:61613 and, when it is free, on 0.0.0.0:1883."),
        ("limits", "Every bound of the broker. docs/limits.md says what happens when one is reached. A change applies to "
            + "what comes after it; connections keep what was announced to them."),
        ("access", "Who may connect, and what they may do. The files themselves are watched and applied live."),
        ("access.jwt", "JSON Web Tokens, for the link \"jwt\" of authentication. One of secret, key and key_set is needed."),
        ("access.http", "A web service that knows clients, for the link \"http\" of authentication."),
        ("flapping", "Who connects again and again is banned for a while. Off unless connects_max is set."),
        ("console", "The web console and the REST API, with the users of the password file."),
        ("log", "What is logged, and where."),
        ("sys", "The $SYS/broker topics, on which the server publishes its own counters."),
        ("telemetry", "Metrics to an OpenTelemetry collector (OTLP). docs/metrics.md lists them; /metrics of the console has the same."),
        ("store", "The journal in data/journal, which keeps what must survive a restart. docs/durability.md says what is promised."),
    ];

    /// <summary>All settings.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [.. ListenerSettings.All, .. LimitSettings.All, .. AccessSettings.All, .. TokenSettings.All, .. WebAuthSettings.All, .. FlappingSettings.All, .. ConsoleSettings.All, .. LogSettings.All, .. SysSettings.All, .. TelemetrySettings.All, .. StoreSettings.All];
}
