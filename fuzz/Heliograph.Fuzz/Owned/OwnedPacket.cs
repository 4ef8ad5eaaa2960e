using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Fuzz.Owned;

/// <summary>A packet that owns its fields: the twin of a packet view, to be generated, compared and printed.</summary>
public abstract record OwnedPacket(ProtocolVersion Version)
{
    /// <summary>The whole packet as the codec writes it.</summary>
    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        Write(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The length the codec announces before it writes; null for packets that announce none.</summary>
    public virtual int? AnnouncedLength => null;

    protected abstract void Write(IBufferWriter<byte> output);

    /// <summary>Checks the header and reads the body with the codec.</summary>
    /// <param name="header">The first byte.</param>
    /// <param name="body">What follows the remaining length.</param>
    /// <param name="version">The version of the connection; a CONNECT brings its own.</param>
    /// <param name="direction">Who sent it.</param>
    /// <param name="packet">The packet, or null when something is wrong.</param>
    public static Violation TryRead(
        FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version, Direction direction, out OwnedPacket? packet)
    {
        packet = null;
        var violation = header.Check(version);
        if (!violation.IsNone) return violation;
        return header.Type switch
        {
            PacketType.Connect => OwnedConnect.TryRead(body, out packet),
            PacketType.ConnAck => OwnedConnAck.TryRead(body, version, out packet),
            PacketType.Publish => OwnedPublish.TryRead(body, header.Flags, version, direction, out packet),
            PacketType.Subscribe => OwnedSubscribe.TryRead(body, version, out packet),
            PacketType.SubAck or PacketType.UnsubAck =>
                OwnedSubscriptionAcknowledgement.TryRead(body, header.Type, version, out packet),
            PacketType.Unsubscribe => OwnedUnsubscribe.TryRead(body, version, out packet),
            PacketType.PingReq or PacketType.PingResp => OwnedPing.TryRead(body, header.Type, version, out packet),
            PacketType.Disconnect => OwnedDisconnect.TryRead(body, version, direction, out packet),
            PacketType.Auth => OwnedAuth.TryRead(body, direction, out packet),
            _ => OwnedAcknowledgement.TryRead(body, header.Type, version, out packet),
        };
    }
}
