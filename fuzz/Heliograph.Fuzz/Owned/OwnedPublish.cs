using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;

namespace Heliograph.Fuzz.Owned;

/// <summary>The twin of <see cref="Publish"/>.</summary>
public sealed record OwnedPublish(
    ProtocolVersion Version, Octets Topic, Octets Payload, QoS QoS, bool Retain, bool Duplicate, ushort PacketId,
    OwnedList<OwnedProperty> Properties) : OwnedPacket(Version)
{
    public override int? AnnouncedLength => View(OwnedProperty.Encode(Properties)).Length(Version);

    public static Violation TryRead(
        ReadOnlySpan<byte> body, byte flags, ProtocolVersion version, Direction direction, out OwnedPacket? packet)
    {
        var violation = Publish.TryRead(body, flags, version, direction.Publish(), out var read);
        packet = violation.IsNone
            ? new OwnedPublish(version, read.Topic, read.Payload, read.QoS, read.Retain, read.Duplicate, read.PacketId,
                OwnedProperty.ReadAll(read.Properties))
            : null;
        return violation;
    }

    protected override void Write(IBufferWriter<byte> output) =>
        View(OwnedProperty.Encode(Properties)).Write(output, Version);

    private Publish View(ReadOnlySpan<byte> properties) => new()
    {
        Topic = Topic.Span,
        Payload = Payload.Span,
        QoS = QoS,
        Retain = Retain,
        Duplicate = Duplicate,
        PacketId = PacketId,
        Properties = PropertyBlock.FromTrusted(properties),
    };
}
