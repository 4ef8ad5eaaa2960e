using MQTTnet.Formatter;

namespace Heliograph.Cli.Client;

/// <summary>Where to connect, as whom and how.</summary>
internal sealed record ClientTarget
{
    public required string Host { get; init; }
    public required int Port { get; init; }
    public string? User { get; init; }
    public string? Password { get; init; }
    public required string ClientId { get; init; }
    public MqttProtocolVersion Version { get; init; } = MqttProtocolVersion.V500;
    public ushort KeepAliveSeconds { get; init; } = 60;
    public bool KeepsSession { get; init; }
    public uint SessionExpirySeconds { get; init; }
    public Will? Will { get; init; }
    public Properties Properties { get; init; } = Properties.None;
    public bool IsDebug { get; init; }

    /// <summary>Host and port as people write them.</summary>
    public string Address => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
