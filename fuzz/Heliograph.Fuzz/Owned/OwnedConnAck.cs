using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;

namespace Heliograph.Fuzz.Owned;

/// <summary>The twin of <see cref="ConnAck"/>.</summary>
public sealed record OwnedConnAck(
    ProtocolVersion Version, bool SessionPresent, byte Code, OwnedList<OwnedProperty> Properties) : OwnedPacket(Version)
{
    public override int? AnnouncedLength => View(OwnedProperty.Encode(Properties)).Length(Version);

    public static Violation TryRead(ReadOnlySpan<byte> body, ProtocolVersion version, out OwnedPacket? packet)
    {
        var violation = ConnAck.TryRead(body, version, out var read);
        packet = violation.IsNone
            ? new OwnedConnAck(version, read.SessionPresent, read.Code, OwnedProperty.ReadAll(read.Properties))
            : null;
        return violation;
    }

    protected override void Write(IBufferWriter<byte> output) =>
        View(OwnedProperty.Encode(Properties)).Write(output, Version);

    private ConnAck View(ReadOnlySpan<byte> properties) =>
        new() { SessionPresent = SessionPresent, Code = Code, Properties = PropertyBlock.FromTrusted(properties) };
}
