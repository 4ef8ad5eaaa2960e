using System.Buffers;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Packets;

/// <summary>DISCONNECT, section 3.14. In 3.x only clients send it, without a body.</summary>
public readonly ref struct Disconnect
{
    public ReasonCode Code { get; init; }
    public PropertyBlock Properties { get; init; }

    /// <param name="body">What follows the remaining length.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="site">The direction: <see cref="PropertySite.DisconnectToServer"/> or the other.</param>
    /// <param name="packet">The packet when nothing is wrong.</param>
    public static Violation TryRead(
        ReadOnlySpan<byte> body, ProtocolVersion version, PropertySite site, out Disconnect packet)
    {
        packet = default;
        if (version != ProtocolVersion.V5 && !body.IsEmpty) return Violation.Malformed("DISCONNECT: a body in MQTT 3.x");
        var reader = new WireReader(body);
        var code = reader.TryReadByte(out var octet) ? (ReasonCode)octet : ReasonCode.Success;
        var allowed = site == PropertySite.DisconnectToServer
            ? ReasonCodes.IsAllowedFromClient(PacketType.Disconnect, code)
            : ReasonCodes.IsAllowed(PacketType.Disconnect, code);
        if (!allowed) return Violation.Protocol("DISCONNECT: the reason code does not belong there [MQTT-3.14.2-1]");
        var properties = PropertyBlock.Empty;
        if (!reader.IsAtEnd)
        {
            var violation = PropertyBlock.TryRead(ref reader, site, out properties);
            if (!violation.IsNone) return violation;
        }

        if (!reader.IsAtEnd) return Violation.Malformed("DISCONNECT: bytes are left after the last field");
        packet = new() { Code = code, Properties = properties };
        return Violation.None;
    }

    /// <summary>Bytes of the whole packet.</summary>
    public int Length(ProtocolVersion version) => WireWriter.PacketLength(RemainingLength(version));

    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var length = RemainingLength(version);
        var writer = new WireWriter(output.GetSpan(WireWriter.PacketLength(length)));
        writer.WriteHeader(FixedHeader.For(PacketType.Disconnect), length);
        if (length > 0) writer.WriteByte((byte)Code);
        if (length > 1) Properties.Write(ref writer);
        output.Advance(writer.Written);
    }

    private int RemainingLength(ProtocolVersion version) => version != ProtocolVersion.V5 ? 0
        : !Properties.IsEmpty ? 1 + Properties.EncodedLength
        : Code != ReasonCode.Success ? 1 : 0;
}
