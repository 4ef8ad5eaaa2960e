using System.Text;

namespace Heliograph.Conformance.Client;

/// <summary>A control packet that the broker sent, taken apart.</summary>
public sealed record Packet
{
    /// <summary>The whole packet as it came.</summary>
    public required byte[] Bytes { get; init; }

    public int PacketId { get; init; }

    /// <summary>The reason or return code; 0 where a packet leaves it out.</summary>
    public int Code => Codes is [var first, ..] ? first : 0;

    /// <summary>All codes of a SUBACK or UNSUBACK.</summary>
    public byte[] Codes { get; init; } = [];

    /// <summary>The flags byte of a CONNACK.</summary>
    public int AcknowledgeFlags { get; init; }

    public bool SessionPresent => (AcknowledgeFlags & 1) != 0;
    public byte[] TopicBytes { get; init; } = [];
    public byte[] PayloadBytes { get; init; } = [];
    public IReadOnlyList<Property> Properties { get; init; } = [];

    public PacketType Type => (PacketType)(Bytes[0] >> 4);
    public int Flags => Bytes[0] & 0x0F;
    public bool Duplicate => (Flags & 8) != 0;
    public int QoS => (Flags >> 1) & 3;
    public bool Retain => (Flags & 1) != 0;
    public string Topic => Encoding.UTF8.GetString(TopicBytes);
    public string Payload => Encoding.UTF8.GetString(PayloadBytes);

    public bool Has(PropertyId id) => Properties.Any(p => p.Id == id);

    /// <summary>The value of a numeric property, or null when the packet has none.</summary>
    public long? Number(PropertyId id) => Properties.FirstOrDefault(p => p.Id == id)?.Number;

    /// <summary>The value of a text property, or null when the packet has none.</summary>
    public string? Text(PropertyId id) => Properties.FirstOrDefault(p => p.Id == id)?.String;

    public IEnumerable<Property> All(PropertyId id) => Properties.Where(p => p.Id == id);

    public override string ToString() => $"{Type} {Convert.ToHexString(Bytes)}";
}
