using Heliograph.Broker;
using Heliograph.Mqtt;

namespace Heliograph.Simulation.Model;

/// <summary>One publish that the broker has taken on: from here on it is the broker's duty.</summary>
/// <param name="Order">Its place among all publishes that were taken on.</param>
/// <param name="Key">How its deliveries are known again.</param>
/// <param name="Publisher">The client id it came from.</param>
/// <param name="Topic">As published, with the alias resolved.</param>
/// <param name="QoS">As published.</param>
/// <param name="Retain">As published.</param>
public sealed record Acceptance(long Order, string Key, string Publisher, string Topic, QoS QoS, bool Retain)
{
    public Instant At { get; init; }

    public Instant ExpiresAt { get; init; } = Instant.Never;

    /// <summary>Bytes of topic and payload.</summary>
    public int Size { get; init; }

    /// <summary>The journal record that everything about it depends on; 0 when nothing durable knows of it.</summary>
    public long Needs { get; set; }

    /// <summary>For retained messages: another one has taken its place.</summary>
    public bool IsReplaced { get; set; }
}
