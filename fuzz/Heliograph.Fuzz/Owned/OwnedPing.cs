using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Fuzz.Owned;

/// <summary>PINGREQ or PINGRESP.</summary>
public sealed record OwnedPing(ProtocolVersion Version, PacketType Type) : OwnedPacket(Version)
{
    public static Violation TryRead(
        ReadOnlySpan<byte> body, PacketType type, ProtocolVersion version, out OwnedPacket? packet)
    {
        var violation = Ping.Check(body);
        packet = violation.IsNone ? new OwnedPing(version, type) : null;
        return violation;
    }

    protected override void Write(IBufferWriter<byte> output)
    {
        if (Type == PacketType.PingReq) Ping.WriteRequest(output);
        else Ping.WriteResponse(output);
    }
}
