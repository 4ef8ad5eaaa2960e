using Heliograph.Mqtt;

namespace Heliograph.Server.Local;

/// <summary>How the program subscribes. Immutable.</summary>
public sealed record SubscribeOptions
{
    internal const ushort InflightMost = 10_000; // their acknowledgements fit into what a connection in memory holds

    /// <summary>The highest QoS of the deliveries.</summary>
    public QoS QoS { get; init; } = QoS.AtLeastOnce;

    /// <summary>
    /// QoS 1 and 2 messages that are on their way to the reader at once; further ones wait in the subscription's queue, whose bounds are those
    /// of any session. 1 to 10,000.
    /// </summary>
    public ushort InflightMax { get; init; } = 100;

    /// <summary>Whether retained messages are delivered first.</summary>
    public bool WantsRetained { get; init; } = true;
}
