using System.Buffers.Binary;
using System.Text.Unicode;

namespace Heliograph.Mqtt.Wire;

/// <summary>Reads MQTT data types, section 1.5, from contiguous bytes. What it returns borrows them.</summary>
/// <remarks>Never throws on peer data. After a false result the reader must not be used again.</remarks>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether the last variable byte integer was longer than its value needs.</summary>
    public bool IsOverlong { get; private set; }

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool TryReadByte(out byte value)
    {
        if (_rest.IsEmpty)
        {
            value = 0;
            return false;
        }

        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    /// <summary>Two bytes, most significant first.</summary>
    public bool TryReadUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out value)) return false;
        _rest = _rest[2..];
        return true;
    }

    /// <summary>Four bytes, most significant first.</summary>
    public bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out value)) return false;
        _rest = _rest[4..];
        return true;
    }

    /// <summary>1 to 4 bytes, seven bits each, least significant first; only the shortest form [MQTT-1.5.5-1].</summary>
    public bool TryReadVariableByteInteger(out int value)
    {
        value = 0;
        for (var index = 0; index < 4 && index < _rest.Length; index++)
        {
            var octet = _rest[index];
            value |= (octet & 0x7F) << (7 * index);
            if ((octet & 0x80) != 0) continue;
            IsOverlong = octet == 0 && index > 0;
            _rest = _rest[(index + 1)..];
            return !IsOverlong;
        }

        return false;
    }

    /// <summary>Two bytes of length, then that many bytes.</summary>
    public bool TryReadBinary(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryReadUInt16(out var length) && TryReadBytes(length, out value);
    }

    /// <summary>A UTF-8 string: strictly valid, without U+0000 [MQTT-1.5.4-1] [MQTT-1.5.4-2].</summary>
    public bool TryReadString(out ReadOnlySpan<byte> value) =>
        TryReadBinary(out value) && Utf8.IsValid(value) && !value.Contains((byte)0);

    /// <summary>The next <paramref name="length"/> bytes as they are.</summary>
    public bool TryReadBytes(int length, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (_rest.Length < length) return false;
        value = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <summary>The bytes between this position and a later one of the same reader.</summary>
    public readonly ReadOnlySpan<byte> Until(WireReader later) => _rest[..(_rest.Length - later._rest.Length)];

    /// <summary>Everything that is left.</summary>
    public ReadOnlySpan<byte> ReadRest()
    {
        var rest = _rest;
        _rest = default;
        return rest;
    }
}
