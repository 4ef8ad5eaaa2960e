using System.Buffers;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Packets;

/// <summary>CONNACK, section 3.2. The code is a reason code in 5.0 and a return code (0 to 5) in 3.x.</summary>
public readonly ref struct ConnAck
{
    public bool SessionPresent { get; init; }

    /// <summary>5.0: a <see cref="ReasonCode"/>; 3.x: a return code of <see cref="ConnectReturnCodes"/>.</summary>
    public byte Code { get; init; }

    public PropertyBlock Properties { get; init; }

    public static Violation TryRead(ReadOnlySpan<byte> body, ProtocolVersion version, out ConnAck packet)
    {
        packet = default;
        var reader = new WireReader(body);
        if (!reader.TryReadByte(out var flags) || !reader.TryReadByte(out var code))
            return Violation.Malformed("CONNACK: flags or code are missing");
        if ((flags & 0xFE) != 0 && version != ProtocolVersion.V31)
            return Violation.Malformed("CONNACK: reserved flags are set [MQTT-3.2.2-1]");
        var properties = PropertyBlock.Empty;
        if (version == ProtocolVersion.V5)
        {
            if (!ReasonCodes.IsAllowed(PacketType.ConnAck, (ReasonCode)code))
                return Violation.Protocol("CONNACK: the reason code does not belong there [MQTT-3.2.2-8]");
            var violation = PropertyBlock.TryRead(ref reader, PropertySite.ConnAck, out properties);
            if (!violation.IsNone) return violation;
        }
        else if (code > ConnectReturnCodes.Last)
        {
            return Violation.Protocol("CONNACK: the return code is reserved");
        }

        if (!reader.IsAtEnd) return Violation.Malformed("CONNACK: bytes are left after the last field");
        var sessionPresent = (flags & 1) != 0 && version != ProtocolVersion.V31; // 3.1 reserves the whole byte
        if (sessionPresent && code != 0)
            return Violation.Protocol("CONNACK: a refusal with session present [MQTT-3.2.2-6]");
        packet = new() { SessionPresent = sessionPresent, Code = code, Properties = properties };
        return Violation.None;
    }

    /// <summary>Bytes of the whole packet.</summary>
    public int Length(ProtocolVersion version) => WireWriter.PacketLength(RemainingLength(version));

    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var writer = new WireWriter(output.GetSpan(Length(version)));
        writer.WriteHeader(FixedHeader.For(PacketType.ConnAck), RemainingLength(version));
        writer.WriteByte(SessionPresent && version != ProtocolVersion.V31 ? (byte)1 : (byte)0);
        writer.WriteByte(Code);
        if (version == ProtocolVersion.V5) Properties.Write(ref writer);
        output.Advance(writer.Written);
    }

    private int RemainingLength(ProtocolVersion version) =>
        2 + (version == ProtocolVersion.V5 ? Properties.EncodedLength : 0);
}
