using Heliograph.Mqtt;

namespace Heliograph.Simulation.Clients;

/// <summary>A publish of a client, from its call until the last answer.</summary>
public sealed class OutgoingPublish
{
    public required string Key { get; init; }
    public required string Topic { get; init; }
    public required byte[] Payload { get; init; }
    public required QoS QoS { get; init; }
    public bool Retain { get; init; }
    public uint? ExpirySeconds { get; init; }
    public ushort PacketId { get; set; }

    /// <summary>Some connection has carried it: the next time it carries DUP.</summary>
    public bool WasSent { get; set; }

    /// <summary>It has been sent on the present connection.</summary>
    public bool IsSentHere { get; set; }

    /// <summary>Counts against the broker's Receive Maximum on the present connection.</summary>
    public bool HoldsQuota { get; set; }

    /// <summary>QoS 2: PUBREC has come, PUBREL is due.</summary>
    public bool IsReceived { get; set; }
}
