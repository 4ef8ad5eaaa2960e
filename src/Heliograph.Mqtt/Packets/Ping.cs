using System.Buffers;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Packets;

/// <summary>PINGREQ and PINGRESP, sections 3.12 and 3.13: no body.</summary>
public static class Ping
{
    public static Violation Check(ReadOnlySpan<byte> body) => body.IsEmpty
        ? Violation.None
        : Violation.Malformed("PINGREQ or PINGRESP: a body where none belongs");

    public static void WriteRequest(IBufferWriter<byte> output) => Write(output, PacketType.PingReq);

    public static void WriteResponse(IBufferWriter<byte> output) => Write(output, PacketType.PingResp);

    private static void Write(IBufferWriter<byte> output, PacketType type)
    {
        var writer = new WireWriter(output.GetSpan(2));
        writer.WriteHeader(FixedHeader.For(type), 0);
        output.Advance(writer.Written);
    }
}
