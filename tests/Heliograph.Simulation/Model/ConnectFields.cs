using Heliograph.Mqtt;

namespace Heliograph.Simulation.Model;

/// <summary>What a CONNECT asked for.</summary>
public sealed record ConnectFields(
    ProtocolVersion Version, string ClientId, bool CleanStart, uint ExpirySeconds, ushort KeepAliveSeconds)
{
    public int ReceiveMaximum { get; init; } = ushort.MaxValue;

    public uint PacketBytesMax { get; init; } = uint.MaxValue;

    public int TopicAliasMaximum { get; init; }

    public ModelWill? Will { get; init; }

    public bool IsV5 => Version == ProtocolVersion.V5;
}

/// <summary>A will as CONNECT left it.</summary>
public sealed record ModelWill(string Topic, byte[] Payload, QoS QoS, bool Retain, uint DelaySeconds);
