using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Tests.Common.Clients;

/// <summary>The packets that a subscriber gets.</summary>
internal static class Deliveries
{
    public static void OnPacket(
        Incoming incoming, Requests requests, FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        switch (header.Type)
        {
            case PacketType.Publish:
                incoming.OnPublish(Packets.ReadPublish(header, body, version));
                break;
            case PacketType.PubRel:
                incoming.OnRelease(Packets.ReadAnswer(header, body, version));
                break;
            case PacketType.SubAck or PacketType.UnsubAck:
                requests.OnAnswer(Packets.ReadSubscriptionAnswer(header, body, version));
                break;
            default:
                throw new ProtocolException($"the broker sent {header.Type} to a subscriber");
        }
    }
}
