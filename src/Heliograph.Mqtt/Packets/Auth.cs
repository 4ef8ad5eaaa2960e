using System.Buffers;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Packets;

/// <summary>AUTH, section 3.15; 5.0 only.</summary>
public readonly ref struct Auth
{
    public ReasonCode Code { get; init; }
    public PropertyBlock Properties { get; init; }

    /// <param name="body">What follows the remaining length.</param>
    /// <param name="fromClient">Whether a client sent it: then Success is not allowed.</param>
    /// <param name="packet">The packet when nothing is wrong.</param>
    public static Violation TryRead(ReadOnlySpan<byte> body, bool fromClient, out Auth packet)
    {
        packet = default;
        var reader = new WireReader(body);
        var code = ReasonCode.Success;
        var properties = PropertyBlock.Empty;
        if (reader.TryReadByte(out var octet))
        {
            code = (ReasonCode)octet;
            var violation = PropertyBlock.TryRead(ref reader, PropertySite.Auth, out properties);
            if (!violation.IsNone) return violation;
            if (!properties.Has(PropertyId.AuthenticationMethod))
                return Violation.Protocol("AUTH: there is no Authentication Method");
        }

        if (!reader.IsAtEnd) return Violation.Malformed("AUTH: bytes are left after the last field");
        var allowed = fromClient
            ? ReasonCodes.IsAllowedFromClient(PacketType.Auth, code)
            : ReasonCodes.IsAllowed(PacketType.Auth, code);
        if (!allowed) return Violation.Protocol("AUTH: the reason code does not belong there [MQTT-3.15.2-1]");
        packet = new() { Code = code, Properties = properties };
        return Violation.None;
    }

    /// <summary>Bytes of the whole packet.</summary>
    public int Length() => WireWriter.PacketLength(RemainingLength);

    public void Write(IBufferWriter<byte> output)
    {
        var writer = new WireWriter(output.GetSpan(Length()));
        writer.WriteHeader(FixedHeader.For(PacketType.Auth), RemainingLength);
        if (RemainingLength > 0)
        {
            writer.WriteByte((byte)Code);
            Properties.Write(ref writer);
        }

        output.Advance(writer.Written);
    }

    private int RemainingLength => Code == ReasonCode.Success && Properties.IsEmpty ? 0 : 1 + Properties.EncodedLength;
}
