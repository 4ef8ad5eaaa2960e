using System.CommandLine;
using Heliograph.Cli.Help;
using MQTTnet.Formatter;

namespace Heliograph.Cli.Client;

/// <summary>The options that say where and as whom to connect: those of mosquitto_pub and mosquitto_sub.</summary>
internal sealed class ClientArguments
{
    /// <summary>The port of the tutorial, on which every Heliograph listens by default.</summary>
    public const int DefaultPort = 61613;

    public Option<string> Host { get; } = new("--host", "-h")
    {
        HelpName = "HOST", Description = "The broker's name or address (default 127.0.0.1)", DefaultValueFactory = _ => "127.0.0.1",
    };

    public Option<int?> Port { get; } = new("--port", "-p") { HelpName = "PORT", Description = $"The broker's port (default {DefaultPort})" };

    public Option<string?> User { get; } = new("--username", "-u")
    {
        HelpName = "NAME", Description = "The user name (default: environment variable HELIOGRAPH_USER)",
    };

    public Option<string?> Password { get; } = new("--pw", "-P")
    {
        HelpName = "PASSWORD", Description = "The password (default: environment variable HELIOGRAPH_PASSWORD)",
    };

    public Option<string?> Id { get; } = new("--id", "-i") { HelpName = "ID", Description = "The client identifier (default: a random one)" };

    public Option<string> Version { get; } = new("--protocol-version", "-V")
    {
        HelpName = "VERSION",
        Description = "mqttv5 or 5 (default), mqttv311 or 311, mqttv31 or 31",
        DefaultValueFactory = _ => "mqttv5",
    };

    public Option<ushort> KeepAlive { get; } = new("--keepalive", "-k")
    {
        HelpName = "SECONDS", Description = "The keep alive (default 60, 0 for none)", DefaultValueFactory = _ => 60,
    };

    public Option<bool> KeepSession { get; } = new("--disable-clean-session", "-c")
    {
        Description = "Keep the session and its subscriptions after the end; needs --id",
    };

    public Option<string?> SessionExpiry { get; } = new("--session-expiry-interval", "-x")
    {
        HelpName = "SECONDS", Description = "How long 5.0 keeps the session; never for ever (default with -c)",
    };

    public Option<bool> Debug { get; } = new("--debug", "-d") { Description = "Print what happens on the connection" };

    public WillArguments Will { get; } = new();

    public PropertyArguments Properties { get; } = new();

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(ProgramCommand command)
    {
        Version.AcceptOnlyFromAmong("mqttv5", "5", "mqttv311", "311", "mqttv31", "31");
        command.AddGroup("Connection", Host, Port, User, Password, Id, Version, KeepAlive, Debug);
        command.AddGroup("Session", KeepSession, SessionExpiry);
        Will.AddTo(command);
        command.AddGroup("MQTT 5.0", Properties.Option);
    }

    /// <summary>Reads what was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="kind">The beginning of a random client identifier.</param>
    /// <exception cref="UsageException">Options that do not go together.</exception>
    public ClientTarget Read(ParseResult parsed, string kind)
    {
        var version = parsed.GetValue(Version) switch
        {
            "mqttv31" or "31" => MqttProtocolVersion.V310,
            "mqttv311" or "311" => MqttProtocolVersion.V311,
            _ => MqttProtocolVersion.V500,
        };
        var keepsSession = parsed.GetValue(KeepSession);
        var id = parsed.GetValue(Id);
        if (keepsSession && string.IsNullOrEmpty(id)) throw new UsageException("--disable-clean-session needs an --id to find the session by");
        var properties = Properties.Read(parsed);
        if (properties.Any && version != MqttProtocolVersion.V500) throw new UsageException("properties exist in MQTT 5.0 only: use -V 5");
        return new()
        {
            Host = parsed.GetValue(Host) ?? "",
            Port = parsed.GetValue(Port) ?? DefaultPort,
            User = parsed.GetValue(User) ?? Environment.GetEnvironmentVariable("HELIOGRAPH_USER"),
            Password = parsed.GetValue(Password) ?? Environment.GetEnvironmentVariable("HELIOGRAPH_PASSWORD"),
            ClientId = id ?? $"{kind}-{Random.Shared.Next():x8}",
            Version = version,
            KeepAliveSeconds = parsed.GetValue(KeepAlive),
            KeepsSession = keepsSession,
            SessionExpirySeconds = Expiry(parsed.GetValue(SessionExpiry), keepsSession),
            Will = Will.Read(parsed),
            Properties = properties,
            IsDebug = parsed.GetValue(Debug),
        };
    }

    private static uint Expiry(string? text, bool keepsSession)
    {
        if (text is null) return keepsSession ? uint.MaxValue : 0;
        if (text is "never" or "∞" or "-1") return uint.MaxValue;
        return uint.TryParse(text, out var seconds) ? seconds : throw new UsageException($"--session-expiry-interval: '{text}' is neither seconds nor never");
    }
}
