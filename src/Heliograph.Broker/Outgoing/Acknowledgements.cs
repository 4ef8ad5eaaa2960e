using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Outgoing;

/// <summary>Appends PUBACK, PUBREC, PUBREL and PUBCOMP to a client's outgoing buffer.</summary>
internal static class Acknowledgements
{
    /// <summary>Writes one, unless the link is closing. Call under the link's gate.</summary>
    public static void Write(
        ClientLink link, PacketType type, ushort packetId, Batch batch, ReasonCode code = ReasonCode.Success)
    {
        if (link.IsClosing) return;
        new Acknowledgement { Type = type, PacketId = packetId, Code = code }.Write(link.Outbox, link.Version);
        batch.Counters.AddSent(type);
        batch.Touch(link);
    }
}
