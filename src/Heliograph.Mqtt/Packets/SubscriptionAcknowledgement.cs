using System.Buffers;
using System.Runtime.InteropServices;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Packets;

/// <summary>SUBACK and UNSUBACK, sections 3.9 and 3.11: one code per filter, in the order of the request.</summary>
public readonly ref struct SubscriptionAcknowledgement
{
    /// <summary><see cref="PacketType.SubAck"/> or <see cref="PacketType.UnsubAck"/>.</summary>
    public required PacketType Type { get; init; }

    public required ushort PacketId { get; init; }
    public PropertyBlock Properties { get; init; }

    /// <summary>In 3.x a SUBACK has 0, 1, 2 or 0x80 each, and an UNSUBACK has none.</summary>
    public ReadOnlySpan<ReasonCode> Codes { get; init; }

    public static Violation TryRead(
        ReadOnlySpan<byte> body, PacketType type, ProtocolVersion version, out SubscriptionAcknowledgement packet)
    {
        packet = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt16(out var packetId) || packetId == 0)
            return Violation.Malformed("SUBACK or UNSUBACK: the packet identifier is missing or 0");
        var properties = PropertyBlock.Empty;
        if (version == ProtocolVersion.V5)
        {
            var site = type == PacketType.SubAck ? PropertySite.SubAck : PropertySite.UnsubAck;
            var violation = PropertyBlock.TryRead(ref reader, site, out properties);
            if (!violation.IsNone) return violation;
        }

        var codes = MemoryMarshal.Cast<byte, ReasonCode>(reader.ReadRest());
        var expectsCodes = type == PacketType.SubAck || version == ProtocolVersion.V5;
        if (codes.IsEmpty == expectsCodes)
            return Violation.Malformed("SUBACK or UNSUBACK: there are no codes, or codes where none belong");
        foreach (var code in codes)
        {
            var allowed = version == ProtocolVersion.V5
                ? ReasonCodes.IsAllowed(type, code)
                : code is <= ReasonCode.GrantedQoS2 or ReasonCode.UnspecifiedError; // v3.1.1 [MQTT-3.9.3-2]
            if (!allowed)
                return Violation.Protocol("SUBACK or UNSUBACK: a reason code does not belong there [MQTT-3.9.3-2]");
        }

        packet = new() { Type = type, PacketId = packetId, Properties = properties, Codes = codes };
        return Violation.None;
    }

    /// <summary>Bytes of the whole packet.</summary>
    public int Length(ProtocolVersion version) => WireWriter.PacketLength(RemainingLength(version));

    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var writer = new WireWriter(output.GetSpan(Length(version)));
        writer.WriteHeader(FixedHeader.For(Type), RemainingLength(version));
        writer.WriteUInt16(PacketId);
        if (version == ProtocolVersion.V5) Properties.Write(ref writer);
        if (HasCodes(version)) writer.WriteBytes(MemoryMarshal.AsBytes(Codes));
        output.Advance(writer.Written);
    }

    private bool HasCodes(ProtocolVersion version) => Type == PacketType.SubAck || version == ProtocolVersion.V5;

    private int RemainingLength(ProtocolVersion version) => 2
        + (version == ProtocolVersion.V5 ? Properties.EncodedLength : 0)
        + (HasCodes(version) ? Codes.Length : 0);
}
