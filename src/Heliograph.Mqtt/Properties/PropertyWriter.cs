using System.Buffers;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Properties;

/// <summary>Builds a block of properties in a caller's scratch buffer, which grows from the pool when it is too small.</summary>
/// <remarks>Dispose after the block has been written. Properties stand in the order in which they were added.</remarks>
public ref struct PropertyWriter(Span<byte> scratch)
{
    private Span<byte> _buffer = scratch;
    private byte[]? _rented;
    private int _length;

    /// <summary>What has been added so far; valid until the next addition.</summary>
    public readonly PropertyBlock Block => PropertyBlock.FromTrusted(_buffer[.._length]);

    /// <summary>Adds an integer or flag property, written as its type in <see cref="PropertyTable"/>.</summary>
    public void Add(PropertyId id, uint value)
    {
        Reserve(5);
        var writer = new WireWriter(_buffer[_length..]);
        writer.WriteByte((byte)id);
        switch (PropertyTable.Find((int)id).Type)
        {
            case PropertyType.Flag: writer.WriteByte((byte)value); break;
            case PropertyType.UInt16: writer.WriteUInt16((ushort)value); break;
            case PropertyType.UInt32: writer.WriteUInt32(value); break;
            case PropertyType.VariableByteInteger: writer.WriteVariableByteInteger((int)value); break;
            default: throw new ArgumentOutOfRangeException(nameof(id), id, "This property's value is not a number.");
        }

        _length += writer.Written;
    }

    /// <summary>Adds a string or binary property.</summary>
    public void Add(PropertyId id, scoped ReadOnlySpan<byte> value)
    {
        Reserve(3 + value.Length);
        var writer = new WireWriter(_buffer[_length..]);
        writer.WriteByte((byte)id);
        writer.WriteBinary(value);
        _length += writer.Written;
    }

    public void AddUserProperty(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Reserve(5 + name.Length + value.Length);
        var writer = new WireWriter(_buffer[_length..]);
        writer.WriteByte((byte)PropertyId.UserProperty);
        writer.WriteBinary(name);
        writer.WriteBinary(value);
        _length += writer.Written;
    }

    /// <summary>Adds properties that are encoded already.</summary>
    public void AddRaw(scoped ReadOnlySpan<byte> encoded)
    {
        Reserve(encoded.Length);
        encoded.CopyTo(_buffer[_length..]);
        _length += encoded.Length;
    }

    public void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes <= _buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _buffer.Length, _length + bytes));
        _buffer[.._length].CopyTo(larger);
        Dispose();
        _buffer = _rented = larger;
    }
}
