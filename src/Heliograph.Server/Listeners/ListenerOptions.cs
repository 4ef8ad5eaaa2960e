namespace Heliograph.Server.Listeners;

/// <summary>One address the server accepts MQTT connections on.</summary>
public sealed record ListenerOptions
{
    /// <summary>The name people know it by, in logs and events.</summary>
    public string Name { get; init; } = "mqtt";

    /// <summary>The IP address to bind; <c>0.0.0.0</c> is every IPv4 address, <c>::</c> every address.</summary>
    public string Address { get; init; } = "0.0.0.0";

    /// <summary>The TCP port, 0 to 65535; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Whether a port that is taken fails the start; otherwise it is a warning and the others serve.</summary>
    public bool Required { get; init; } = true;
}
