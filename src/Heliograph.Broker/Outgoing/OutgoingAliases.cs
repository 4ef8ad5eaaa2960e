using Heliograph.Broker.Messages;

namespace Heliograph.Broker.Outgoing;

/// <summary>The topic aliases set towards one client, first come first served [MQTT-3.1.2-26].</summary>
internal sealed class OutgoingAliases(int maximum)
{
    private readonly Dictionary<byte[], ushort> _aliases = new(Utf8Comparer.Instance);

    /// <summary>The alias of a topic, or 0 when all are taken.</summary>
    /// <param name="topic">The topic to be sent.</param>
    /// <param name="isNew">Whether this packet must carry the topic too, which sets the alias.</param>
    public ushort AliasOf(ReadOnlySpan<byte> topic, out bool isNew)
    {
        isNew = false;
        var lookup = _aliases.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(topic, out var known)) return known;
        if (_aliases.Count >= maximum) return 0;
        isNew = true;
        return lookup[topic] = (ushort)(_aliases.Count + 1);
    }
}
