using System.Buffers;

namespace Heliograph.Server.Maintenance;

/// <summary>Gathers bytes and passes them on to a stream before they are many.</summary>
internal sealed class StreamBuffer(Stream stream, CancellationToken stop) : IBufferWriter<byte>
{
    private const int FlushAt = 256 << 10;
    private const int SpareMin = 4 << 10;

    private byte[] _buffer = new byte[FlushAt + SpareMin];
    private int _filled;

    public void Advance(int count)
    {
        _filled += count;
        if (_filled >= FlushAt) Flush();
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_filled);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <exception cref="OperationCanceledException">It is to stop.</exception>
    public void Flush()
    {
        stop.ThrowIfCancellationRequested();
        stream.Write(_buffer, 0, _filled);
        _filled = 0;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _filled >= bytes) return;
        if (_filled > 0) Flush();
        if (_buffer.Length < bytes) _buffer = new byte[bytes];
    }
}
