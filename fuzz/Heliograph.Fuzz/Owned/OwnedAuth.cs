using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;

namespace Heliograph.Fuzz.Owned;

/// <summary>The twin of <see cref="Auth"/>.</summary>
public sealed record OwnedAuth(ReasonCode Code, OwnedList<OwnedProperty> Properties) : OwnedPacket(ProtocolVersion.V5)
{
    public override int? AnnouncedLength => View(OwnedProperty.Encode(Properties)).Length();

    public static Violation TryRead(ReadOnlySpan<byte> body, Direction direction, out OwnedPacket? packet)
    {
        var violation = Auth.TryRead(body, direction == Direction.ToServer, out var read);
        packet = violation.IsNone ? new OwnedAuth(read.Code, OwnedProperty.ReadAll(read.Properties)) : null;
        return violation;
    }

    protected override void Write(IBufferWriter<byte> output) => View(OwnedProperty.Encode(Properties)).Write(output);

    private Auth View(ReadOnlySpan<byte> properties) =>
        new() { Code = Code, Properties = PropertyBlock.FromTrusted(properties) };
}
