namespace Heliograph.Broker.Sessions;

/// <summary>The receiving half of QoS 2 of one session: ids from their PUBLISH until their PUBREL [MQTT-4.3.3-10].</summary>
/// <remarks>Guarded by the session's lock. Bounded by the 65,535 packet ids there are.</remarks>
internal sealed class InboundQos2
{
    private HashSet<ushort>? _received;

    public int Count => _received?.Count ?? 0;

    public bool Contains(ushort packetId) => _received?.Contains(packetId) == true;

    public void Add(ushort packetId) => (_received ??= []).Add(packetId);

    /// <returns>False when the id is not known: the answer is PUBCOMP with 0x92.</returns>
    public bool Release(ushort packetId) => _received?.Remove(packetId) == true;
}
