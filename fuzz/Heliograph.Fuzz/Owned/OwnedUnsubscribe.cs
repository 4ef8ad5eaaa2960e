using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;

namespace Heliograph.Fuzz.Owned;

/// <summary>The twin of <see cref="Unsubscribe"/>.</summary>
public sealed record OwnedUnsubscribe(
    ProtocolVersion Version, ushort PacketId, OwnedList<OwnedProperty> Properties, OwnedList<Octets> Filters)
    : OwnedPacket(Version)
{
    public static Violation TryRead(ReadOnlySpan<byte> body, ProtocolVersion version, out OwnedPacket? packet)
    {
        packet = null;
        var violation = Unsubscribe.TryRead(body, version, out var read);
        if (!violation.IsNone) return violation;
        var filters = new List<Octets>();
        var entries = read.Entries;
        while (entries.MoveNext()) filters.Add(entries.Filter);
        packet = new OwnedUnsubscribe(version, read.PacketId, OwnedProperty.ReadAll(read.Properties), [.. filters]);
        return violation;
    }

    protected override void Write(IBufferWriter<byte> output)
    {
        var payload = new ArrayBufferWriter<byte>();
        foreach (var filter in Filters) UnsubscribeEntries.Append(payload, filter.Span);
        new Unsubscribe
        {
            PacketId = PacketId,
            Properties = PropertyBlock.FromTrusted(OwnedProperty.Encode(Properties)),
            Payload = payload.WrittenSpan,
        }.Write(output, Version);
    }
}
