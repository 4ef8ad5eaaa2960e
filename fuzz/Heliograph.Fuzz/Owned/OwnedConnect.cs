using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;

namespace Heliograph.Fuzz.Owned;

/// <summary>The twin of <see cref="WillFields"/>.</summary>
public sealed record OwnedWill(
    Octets Topic, Octets Payload, QoS QoS, bool Retain, OwnedList<OwnedProperty> Properties);

/// <summary>The twin of <see cref="Connect"/>.</summary>
public sealed record OwnedConnect(
    ProtocolVersion Version, bool CleanStart, ushort KeepAlive, OwnedList<OwnedProperty> Properties, Octets ClientId,
    OwnedWill? Will, Octets? UserName, Octets? Password) : OwnedPacket(Version)
{
    public static Violation TryRead(ReadOnlySpan<byte> body, out OwnedPacket? packet)
    {
        packet = null;
        var violation = Connect.TryRead(body, out var read);
        if (!violation.IsNone) return violation;
        packet = new OwnedConnect(
            read.Version, read.CleanStart, read.KeepAlive, OwnedProperty.ReadAll(read.Properties), read.ClientId,
            read.HasWill ? Own(read.Will) : null, read.HasUserName ? new Octets(read.UserName) : default(Octets?),
            read.HasPassword ? new Octets(read.Password) : default(Octets?));
        return violation;
    }

    protected override void Write(IBufferWriter<byte> output) => new Connect
    {
        Version = Version,
        CleanStart = CleanStart,
        KeepAlive = KeepAlive,
        Properties = PropertyBlock.FromTrusted(OwnedProperty.Encode(Properties)),
        ClientId = ClientId.Span,
        HasWill = Will is not null,
        Will = Will is null ? default : View(Will),
        HasUserName = UserName is not null,
        UserName = UserName.GetValueOrDefault().Span,
        HasPassword = Password is not null,
        Password = Password.GetValueOrDefault().Span,
    }.Write(output);

    private static OwnedWill Own(WillFields will) =>
        new(will.Topic, will.Payload, will.QoS, will.Retain, OwnedProperty.ReadAll(will.Properties));

    private static WillFields View(OwnedWill will) => new()
    {
        Topic = will.Topic.Span,
        Payload = will.Payload.Span,
        QoS = will.QoS,
        Retain = will.Retain,
        Properties = PropertyBlock.FromTrusted(OwnedProperty.Encode(will.Properties)),
    };
}
