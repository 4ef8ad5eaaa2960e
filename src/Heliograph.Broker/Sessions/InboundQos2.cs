namespace Heliograph.Broker.Sessions;

/// <summary>The receiving half of QoS 2 of one session: ids from their PUBLISH until their PUBREL [MQTT-4.3.3-10].</summary>
/// <remarks>
/// Guarded by the session's lock. Bounded by the 65,535 packet ids there are. The object is a lock of its own as well, taken
/// before the session's: held from the question whether an id is known until the answer to its PUBLISH, so that the next
/// connection, which may send it again while the last one's thread still routes it, finds it known.
/// </remarks>
internal sealed class InboundQos2
{
    // By packet id: whether its PUBLISH came on the present connection.
    private Dictionary<ushort, bool>? _received;

    /// <summary>Ids that count against our Receive Maximum: that is for one connection and not stored [MQTT-4.9.0-1].</summary>
    public int OpenCount { get; private set; }

    public bool Contains(ushort packetId) => _received?.ContainsKey(packetId) == true;

    /// <summary>A PUBLISH came, for the first time or again.</summary>
    public void Add(ushort packetId)
    {
        _received ??= [];
        if (_received.TryGetValue(packetId, out var isOpen) && isOpen) return;
        _received[packetId] = true;
        OpenCount++;
    }

    /// <summary>A PUBLISH came on a connection that is gone.</summary>
    public void Hold(ushort packetId) => (_received ??= []).TryAdd(packetId, false);

    /// <summary>All ids that are held.</summary>
    public IEnumerable<ushort> PacketIds => _received?.Keys ?? Enumerable.Empty<ushort>();

    /// <returns>False when the id is not known: the answer is PUBCOMP with 0x92.</returns>
    public bool Release(ushort packetId)
    {
        if (_received?.Remove(packetId, out var isOpen) != true) return false;
        if (isOpen) OpenCount--;
        return true;
    }

    /// <summary>A new connection took the session: nothing has come on it yet.</summary>
    public void Restart()
    {
        OpenCount = 0;
        foreach (var packetId in PacketIds) _received![packetId] = false;
    }
}
