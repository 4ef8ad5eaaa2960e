using System.Buffers;

namespace Heliograph.Simulation.World;

/// <summary>Bytes on their way: appended at the end, taken from the front.</summary>
public sealed class ByteQueue : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[256];
    private int _start;
    private int _end;

    public int Length => _end - _start;

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(_start, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _end += bytes.Length;
    }

    public void Consume(long count) => _start += (int)count;

    public void Clear() => _start = _end = 0;

    public void MoveTo(ByteQueue other, int count)
    {
        other.Append(Memory.Span[..count]);
        Consume(count);
    }

    public void Advance(int count) => _end += count;

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = Length + Math.Max(1, sizeHint);
        if (_start + needed > _bytes.Length)
        {
            var target = needed > _bytes.Length ? new byte[2 * needed] : _bytes;
            Memory.Span.CopyTo(target);
            _end -= _start;
            _start = 0;
            _bytes = target;
        }

        return _bytes.AsMemory(_end);
    }
}
