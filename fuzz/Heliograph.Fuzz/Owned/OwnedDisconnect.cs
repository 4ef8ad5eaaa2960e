using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;

namespace Heliograph.Fuzz.Owned;

/// <summary>The twin of <see cref="Disconnect"/>.</summary>
public sealed record OwnedDisconnect(ProtocolVersion Version, ReasonCode Code, OwnedList<OwnedProperty> Properties)
    : OwnedPacket(Version)
{
    public override int? AnnouncedLength => View(OwnedProperty.Encode(Properties)).Length(Version);

    public static Violation TryRead(
        ReadOnlySpan<byte> body, ProtocolVersion version, Direction direction, out OwnedPacket? packet)
    {
        var violation = Disconnect.TryRead(body, version, direction.Disconnect(), out var read);
        packet = violation.IsNone
            ? new OwnedDisconnect(version, read.Code, OwnedProperty.ReadAll(read.Properties))
            : null;
        return violation;
    }

    protected override void Write(IBufferWriter<byte> output) =>
        View(OwnedProperty.Encode(Properties)).Write(output, Version);

    private Disconnect View(ReadOnlySpan<byte> properties) =>
        new() { Code = Code, Properties = PropertyBlock.FromTrusted(properties) };
}
