using System.Buffers;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Packets;

/// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP, sections 3.4 to 3.7: one shape, four packet types.</summary>
public readonly ref struct Acknowledgement
{
    public required PacketType Type { get; init; }
    public required ushort PacketId { get; init; }

    /// <summary>Success in 3.x.</summary>
    public ReasonCode Code { get; init; }

    public PropertyBlock Properties { get; init; }

    public static Violation TryRead(
        ReadOnlySpan<byte> body, PacketType type, ProtocolVersion version, out Acknowledgement packet)
    {
        packet = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt16(out var packetId) || packetId == 0)
            return Violation.Malformed("acknowledgement: the packet identifier is missing or 0");
        var code = ReasonCode.Success;
        var properties = PropertyBlock.Empty;
        if (version == ProtocolVersion.V5 && !reader.IsAtEnd)
        {
            reader.TryReadByte(out var octet);
            code = (ReasonCode)octet;
            if (!ReasonCodes.IsAllowed(type, code))
                return Violation.Protocol("acknowledgement: the reason code does not belong there");
            if (!reader.IsAtEnd)
            {
                var violation = PropertyBlock.TryRead(ref reader, PropertySite.Acknowledgement, out properties);
                if (!violation.IsNone) return violation;
            }
        }

        if (!reader.IsAtEnd) return Violation.Malformed("acknowledgement: bytes are left after the last field");
        packet = new() { Type = type, PacketId = packetId, Code = code, Properties = properties };
        return Violation.None;
    }

    /// <summary>Bytes of the whole packet.</summary>
    public int Length(ProtocolVersion version) => WireWriter.PacketLength(RemainingLength(version));

    /// <summary>Writes the shortest form: no code when it is Success and nothing follows, no property length when empty.</summary>
    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var length = RemainingLength(version);
        var writer = new WireWriter(output.GetSpan(WireWriter.PacketLength(length)));
        writer.WriteHeader(FixedHeader.For(Type), length);
        writer.WriteUInt16(PacketId);
        if (length > 2) writer.WriteByte((byte)Code);
        if (length > 3) Properties.Write(ref writer);
        output.Advance(writer.Written);
    }

    private int RemainingLength(ProtocolVersion version) => version != ProtocolVersion.V5 ? 2
        : !Properties.IsEmpty ? 3 + Properties.EncodedLength
        : Code != ReasonCode.Success ? 3 : 2;
}
