using System.Text;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Journal;

/// <summary>Reads the fields of one record. After the first that is not there, every further one is 0 or empty.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>A field was missing or impossible: nothing that was read counts.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether all was read, and well.</summary>
    public readonly bool IsAtEnd => !HasFailed && _rest.IsEmpty;

    public byte ReadByte()
    {
        if (_rest.IsEmpty) return Fail<byte>();
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public bool ReadFlag()
    {
        var value = ReadByte();
        return value <= 1 ? value == 1 : Fail<bool>();
    }

    public long ReadNumber()
    {
        ulong value = 0;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var octet = ReadByte();
            value |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80) return (long)value;
        }

        return Fail<long>();
    }

    public uint ReadUInt32() => ReadNumber() is var value and <= uint.MaxValue ? (uint)value : Fail<uint>();

    public int ReadInt32() => ReadNumber() is var value and <= int.MaxValue ? (int)value : Fail<int>();

    public ushort ReadPacketId() => ReadNumber() is var value and <= ushort.MaxValue ? (ushort)value : Fail<ushort>();

    public Lsn ReadLsn() => new(ReadNumber());

    public Instant ReadInstant() => ReadNumber() is var value and > 0 ? new(value) : Instant.Never;

    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadInt32();
        if (length > _rest.Length)
        {
            Refuse();
            return default;
        }

        var read = _rest[..length];
        _rest = _rest[length..];
        return read;
    }

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    public (QoS QoS, bool Retain) ReadDeliveryFlags()
    {
        var flags = ReadByte();
        if ((flags & 0b11) > (int)QoS.ExactlyOnce || flags > 0b111) Refuse();
        return ((QoS)(flags & 0b11), (flags & 0b100) != 0);
    }

    public uint[]? ReadIds()
    {
        var count = ReadInt32();
        if (count > _rest.Length) Refuse();
        if (count == 0 || HasFailed) return null;
        var ids = new uint[count];
        for (var i = 0; i < count; i++) ids[i] = ReadUInt32();
        return ids;
    }

    public EncodedMessage ReadMessage()
    {
        if (!EncodedMessage.TryRead(_rest, out var message, out var length))
        {
            Refuse();
            return default;
        }

        _rest = _rest[length..];
        return message;
    }

    /// <summary>How many things of at least one byte follow.</summary>
    public int ReadCount()
    {
        var count = ReadInt32();
        return count <= _rest.Length ? count : Fail<int>();
    }

    /// <summary>What was read makes no sense.</summary>
    public void Refuse()
    {
        HasFailed = true;
        _rest = default;
    }

    private T? Fail<T>()
    {
        Refuse();
        return default;
    }
}
