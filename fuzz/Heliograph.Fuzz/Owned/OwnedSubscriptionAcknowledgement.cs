using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Fuzz.Owned;

/// <summary>The twin of <see cref="SubscriptionAcknowledgement"/>.</summary>
public sealed record OwnedSubscriptionAcknowledgement(
    ProtocolVersion Version, PacketType Type, ushort PacketId, OwnedList<OwnedProperty> Properties,
    OwnedList<ReasonCode> Codes) : OwnedPacket(Version)
{
    public override int? AnnouncedLength => View(OwnedProperty.Encode(Properties)).Length(Version);

    public static Violation TryRead(
        ReadOnlySpan<byte> body, PacketType type, ProtocolVersion version, out OwnedPacket? packet)
    {
        var violation = SubscriptionAcknowledgement.TryRead(body, type, version, out var read);
        packet = violation.IsNone
            ? new OwnedSubscriptionAcknowledgement(
                version, read.Type, read.PacketId, OwnedProperty.ReadAll(read.Properties), [.. read.Codes])
            : null;
        return violation;
    }

    protected override void Write(IBufferWriter<byte> output) =>
        View(OwnedProperty.Encode(Properties)).Write(output, Version);

    private SubscriptionAcknowledgement View(ReadOnlySpan<byte> properties) => new()
    {
        Type = Type,
        PacketId = PacketId,
        Properties = PropertyBlock.FromTrusted(properties),
        Codes = Codes.ToArray(),
    };
}
