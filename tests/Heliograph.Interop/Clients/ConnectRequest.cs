namespace Heliograph.Interop.Clients;

/// <summary>What a client is told to connect with. A client without a user sends no credentials.</summary>
public sealed record ConnectRequest(MqttVersion Version, int Port, string ClientId)
{
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Clean session of 3.x, clean start of 5.0.</summary>
    public bool Clean { get; init; } = true;

    /// <summary>How long a 5.0 session outlives its connection; the older versions have no such thing.</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>How many topic aliases the broker may use in 5.0; only MQTT.js puts the topic back in their place.</summary>
    public ushort? TopicAliasMaximum { get; init; }

    public Publication? Will { get; init; }
}
