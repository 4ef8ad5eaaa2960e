using System.Buffers;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Topics;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Packets;

/// <summary>SUBSCRIBE, section 3.8. Filters are checked for UTF-8 only: whether one is a valid filter is answered per filter.</summary>
public readonly ref struct Subscribe
{
    public required ushort PacketId { get; init; }
    public PropertyBlock Properties { get; init; }

    /// <summary>The filters with their options as they stand in the packet; see <see cref="SubscribeEntries"/>.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    public SubscribeEntries Entries => new(Payload, IgnoresUpperOptions);

    /// <summary>In 3.1 only QoS counts among the options.</summary>
    private bool IgnoresUpperOptions { get; init; }

    public static Violation TryRead(ReadOnlySpan<byte> body, ProtocolVersion version, out Subscribe packet)
    {
        packet = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt16(out var packetId) || packetId == 0)
            return Violation.Malformed("SUBSCRIBE: the packet identifier is missing or 0 [MQTT-2.2.1-3]");
        var properties = PropertyBlock.Empty;
        if (version == ProtocolVersion.V5)
        {
            var violation = PropertyBlock.TryRead(ref reader, PropertySite.Subscribe, out properties);
            if (!violation.IsNone) return violation;
        }

        var payload = reader.ReadRest();
        if (payload.IsEmpty) return Violation.Protocol("SUBSCRIBE: there is no topic filter [MQTT-3.8.3-2]");
        reader = new(payload);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadString(out var filter))
                return Violation.Malformed("SUBSCRIBE: a topic filter is cut off or not UTF-8 [MQTT-3.8.3-1]");
            if (!reader.TryReadByte(out var octet)) return Violation.Malformed("SUBSCRIBE: subscription options are missing");
            var options = new SubscriptionOptions(octet);
            var violation = options.Check(version);
            if (!violation.IsNone) return violation;
            if (version == ProtocolVersion.V5 && options.NoLocal && TopicFilter.IsShared(filter))
                return Violation.Protocol("SUBSCRIBE: No Local on a shared subscription [MQTT-3.8.3-4]");
        }

        packet = new()
        {
            PacketId = packetId,
            Properties = properties,
            Payload = payload,
            IgnoresUpperOptions = version == ProtocolVersion.V31,
        };
        return Violation.None;
    }

    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var length = 2 + (version == ProtocolVersion.V5 ? Properties.EncodedLength : 0) + Payload.Length;
        var writer = new WireWriter(output.GetSpan(WireWriter.PacketLength(length)));
        writer.WriteHeader(FixedHeader.For(PacketType.Subscribe), length);
        writer.WriteUInt16(PacketId);
        if (version == ProtocolVersion.V5) Properties.Write(ref writer);
        writer.WriteBytes(Payload);
        output.Advance(writer.Written);
    }
}

/// <summary>Walks the filters of a checked SUBSCRIBE payload.</summary>
public ref struct SubscribeEntries(ReadOnlySpan<byte> payload, bool qosOnly = false)
{
    private WireReader _reader = new(payload);

    public ReadOnlySpan<byte> Filter { get; private set; }

    public SubscriptionOptions Options { get; private set; }

    public bool MoveNext()
    {
        if (_reader.IsAtEnd || !_reader.TryReadBinary(out var filter) || !_reader.TryReadByte(out var options))
            return false;
        Filter = filter;
        Options = new(qosOnly ? (byte)(options & 0b11) : options);
        return true;
    }

    /// <summary>Appends one filter to a payload under construction.</summary>
    public static void Append(IBufferWriter<byte> payload, ReadOnlySpan<byte> filter, SubscriptionOptions options)
    {
        var writer = new WireWriter(payload.GetSpan(3 + filter.Length));
        writer.WriteBinary(filter);
        writer.WriteByte(options.Octet);
        payload.Advance(writer.Written);
    }
}
