using System.Buffers;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Packets;

/// <summary>UNSUBSCRIBE, section 3.10.</summary>
public readonly ref struct Unsubscribe
{
    public required ushort PacketId { get; init; }
    public PropertyBlock Properties { get; init; }

    /// <summary>The filters as they stand in the packet; see <see cref="UnsubscribeEntries"/>.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    public UnsubscribeEntries Entries => new(Payload);

    public static Violation TryRead(ReadOnlySpan<byte> body, ProtocolVersion version, out Unsubscribe packet)
    {
        packet = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt16(out var packetId) || packetId == 0)
            return Violation.Malformed("UNSUBSCRIBE: the packet identifier is missing or 0 [MQTT-2.2.1-3]");
        var properties = PropertyBlock.Empty;
        if (version == ProtocolVersion.V5)
        {
            var violation = PropertyBlock.TryRead(ref reader, PropertySite.Unsubscribe, out properties);
            if (!violation.IsNone) return violation;
        }

        var payload = reader.ReadRest();
        if (payload.IsEmpty) return Violation.Protocol("UNSUBSCRIBE: there is no topic filter [MQTT-3.10.3-2]");
        reader = new(payload);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadString(out _))
                return Violation.Malformed("UNSUBSCRIBE: a topic filter is cut off or not UTF-8 [MQTT-3.10.3-1]");
        }

        packet = new() { PacketId = packetId, Properties = properties, Payload = payload };
        return Violation.None;
    }

    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var length = 2 + (version == ProtocolVersion.V5 ? Properties.EncodedLength : 0) + Payload.Length;
        var writer = new WireWriter(output.GetSpan(WireWriter.PacketLength(length)));
        writer.WriteHeader(FixedHeader.For(PacketType.Unsubscribe), length);
        writer.WriteUInt16(PacketId);
        if (version == ProtocolVersion.V5) Properties.Write(ref writer);
        writer.WriteBytes(Payload);
        output.Advance(writer.Written);
    }
}

/// <summary>Walks the filters of a checked UNSUBSCRIBE payload.</summary>
public ref struct UnsubscribeEntries(ReadOnlySpan<byte> payload)
{
    private WireReader _reader = new(payload);

    public ReadOnlySpan<byte> Filter { get; private set; }

    public bool MoveNext()
    {
        if (_reader.IsAtEnd || !_reader.TryReadBinary(out var filter)) return false;
        Filter = filter;
        return true;
    }

    /// <summary>Appends one filter to a payload under construction.</summary>
    public static void Append(IBufferWriter<byte> payload, ReadOnlySpan<byte> filter)
    {
        var writer = new WireWriter(payload.GetSpan(2 + filter.Length));
        writer.WriteBinary(filter);
        payload.Advance(writer.Written);
    }
}
