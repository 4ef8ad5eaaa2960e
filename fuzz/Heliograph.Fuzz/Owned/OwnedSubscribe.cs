using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;

namespace Heliograph.Fuzz.Owned;

/// <summary>One filter of a SUBSCRIBE with its options.</summary>
public sealed record OwnedSubscription(Octets Filter, SubscriptionOptions Options);

/// <summary>The twin of <see cref="Subscribe"/>.</summary>
public sealed record OwnedSubscribe(
    ProtocolVersion Version, ushort PacketId, OwnedList<OwnedProperty> Properties,
    OwnedList<OwnedSubscription> Subscriptions) : OwnedPacket(Version)
{
    public static Violation TryRead(ReadOnlySpan<byte> body, ProtocolVersion version, out OwnedPacket? packet)
    {
        packet = null;
        var violation = Subscribe.TryRead(body, version, out var read);
        if (!violation.IsNone) return violation;
        var subscriptions = new List<OwnedSubscription>();
        var entries = read.Entries;
        while (entries.MoveNext()) subscriptions.Add(new(entries.Filter, entries.Options));
        packet = new OwnedSubscribe(version, read.PacketId, OwnedProperty.ReadAll(read.Properties), [.. subscriptions]);
        return violation;
    }

    protected override void Write(IBufferWriter<byte> output)
    {
        var payload = new ArrayBufferWriter<byte>();
        foreach (var entry in Subscriptions) SubscribeEntries.Append(payload, entry.Filter.Span, entry.Options);
        new Subscribe
        {
            PacketId = PacketId,
            Properties = PropertyBlock.FromTrusted(OwnedProperty.Encode(Properties)),
            Payload = payload.WrittenSpan,
        }.Write(output, Version);
    }
}
