using System.Buffers.Binary;

namespace Heliograph.Mqtt.Wire;

/// <summary>Writes MQTT data types, section 1.5, into a span that the caller has sized exactly.</summary>
/// <remarks>Sizes are computed before; a write beyond the span is a bug of ours and throws.</remarks>
public ref struct WireWriter(Span<byte> target)
{
    private readonly Span<byte> _target = target;

    /// <summary>Bytes written so far.</summary>
    public int Written { get; private set; }

    public static int VariableByteIntegerLength(int value) => value switch
    {
        < 128 => 1,
        < 16_384 => 2,
        < 2_097_152 => 3,
        _ => 4,
    };

    /// <summary>Bytes of a whole packet with this remaining length.</summary>
    public static int PacketLength(int remainingLength) =>
        1 + VariableByteIntegerLength(remainingLength) + remainingLength;

    public void WriteHeader(FixedHeader header, int remainingLength)
    {
        WriteByte(header.Octet);
        WriteVariableByteInteger(remainingLength);
    }

    public void WriteByte(byte value) => _target[Written++] = value;

    public void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_target[Written..], value);
        Written += 2;
    }

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_target[Written..], value);
        Written += 4;
    }

    /// <param name="value">0 to <see cref="FixedHeader.RemainingLengthMax"/>.</param>
    public void WriteVariableByteInteger(int value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    /// <summary>Two bytes of length, then the content.</summary>
    public void WriteBinary(scoped ReadOnlySpan<byte> value)
    {
        WriteUInt16(checked((ushort)value.Length));
        WriteBytes(value);
    }

    public void WriteBytes(scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(_target[Written..]);
        Written += value.Length;
    }
}
