using System.Buffers;
using Heliograph.Fuzz.Owned;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Tests.Packets;

/// <summary>Checks packets against bytes written down by hand.</summary>
internal static class Exactly
{
    /// <summary>The packet is written as these bytes, and these bytes are read as the packet.</summary>
    public static void Both(OwnedPacket packet, string hex, Direction direction = Direction.ToServer)
    {
        Assert.Equal(Octets.FromHex(hex), (Octets)packet.Encode());
        Assert.Equal(packet.AnnouncedLength ?? packet.Encode().Length, packet.Encode().Length);
        Reads(packet, hex, direction);
    }

    /// <summary>These bytes are read as the packet, though it is written otherwise.</summary>
    public static void Reads(OwnedPacket packet, string hex, Direction direction = Direction.ToServer)
    {
        var violation = Read(hex, packet.Version, direction, out var read);
        Assert.Equal(Violation.None, violation);
        Assert.Equal(packet, read);
    }

    /// <summary>These bytes are refused with the code.</summary>
    public static void Refuses(
        ReasonCode code, string hex, ProtocolVersion version, Direction direction = Direction.ToServer)
    {
        var violation = Read(hex, version, direction, out _);
        Assert.Equal(code, violation.Code);
        Assert.NotEmpty(violation.What);
    }

    /// <summary>Reads one whole packet; a frame that is malformed gives the violation that its reader answers with.</summary>
    public static Violation Read(string hex, ProtocolVersion version, Direction direction, out OwnedPacket? packet)
    {
        packet = null;
        var input = new ReadOnlySequence<byte>(Octets.FromHex(hex).Span.ToArray());
        var status = Frame.TryTake(ref input, int.MaxValue, out var frame);
        if (status == FrameStatus.Malformed) return Violation.Malformed("remaining length");
        Assert.Equal(FrameStatus.Complete, status);
        Assert.True(input.IsEmpty, "the hex holds more than one packet");
        return OwnedPacket.TryRead(frame.Header, frame.Body.ToArray(), version, direction, out packet);
    }
}
