using Heliograph.Mqtt;

namespace Heliograph.Conformance.Client;

/// <summary>Writes the fields of one control packet, right or wrong, and frames them.</summary>
public sealed class PacketWriter
{
    private readonly List<byte> _body = [];

    public byte[] Body => [.. _body];

    public PacketWriter Byte(int value) => Bytes([(byte)value]);

    public PacketWriter UInt16(int value) => Bytes([(byte)(value >> 8), (byte)value]);

    public PacketWriter UInt32(uint value) => UInt16((int)(value >> 16)).UInt16((int)(value & 0xFFFF));

    public PacketWriter VarInt(int value)
    {
        for (; value > 0x7F; value >>= 7) Byte((value & 0x7F) | 0x80);
        return Byte(value);
    }

    /// <summary>Two bytes of length, then the bytes: a text or binary field.</summary>
    public PacketWriter Field(Octets value) => UInt16(value.Value.Length).Bytes(value.Value);

    /// <summary>A field that may be missing.</summary>
    public PacketWriter Optional(Octets? value) => value is { } present ? Field(present) : this;

    /// <summary>The property block of 5.0; nothing at all in 3.x.</summary>
    public PacketWriter Properties(ProtocolVersion version, IEnumerable<Property> properties)
    {
        if (version != ProtocolVersion.V5) return this;
        var block = new PacketWriter();
        foreach (var property in properties) block.Byte((int)property.Id).Bytes(Convert.FromHexString(property.Value));
        return VarInt(block._body.Count).Bytes(block.Body);
    }

    public PacketWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _body.AddRange(bytes);
        return this;
    }

    /// <summary>The whole packet: first byte, remaining length, and what was written so far.</summary>
    public byte[] Frame(int first) => new PacketWriter().Byte(first).VarInt(_body.Count).Bytes(Body).Body;
}
