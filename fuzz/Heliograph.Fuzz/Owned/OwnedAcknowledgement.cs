using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Fuzz.Owned;

/// <summary>The twin of <see cref="Acknowledgement"/>.</summary>
public sealed record OwnedAcknowledgement(
    ProtocolVersion Version, PacketType Type, ushort PacketId, ReasonCode Code, OwnedList<OwnedProperty> Properties)
    : OwnedPacket(Version)
{
    public override int? AnnouncedLength => View(OwnedProperty.Encode(Properties)).Length(Version);

    public static Violation TryRead(
        ReadOnlySpan<byte> body, PacketType type, ProtocolVersion version, out OwnedPacket? packet)
    {
        var violation = Acknowledgement.TryRead(body, type, version, out var read);
        packet = violation.IsNone
            ? new OwnedAcknowledgement(
                version, read.Type, read.PacketId, read.Code, OwnedProperty.ReadAll(read.Properties))
            : null;
        return violation;
    }

    protected override void Write(IBufferWriter<byte> output) =>
        View(OwnedProperty.Encode(Properties)).Write(output, Version);

    private Acknowledgement View(ReadOnlySpan<byte> properties) =>
        new() { Type = Type, PacketId = PacketId, Code = Code, Properties = PropertyBlock.FromTrusted(properties) };
}
