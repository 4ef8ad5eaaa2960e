using Heliograph.Storage.Disks;

namespace Heliograph.Storage.Framing;

/// <summary>Reads the frames of one file after the other, in order, with large reads.</summary>
/// <remarks>A file that is shorter than it should be reads as if zeros followed.</remarks>
internal sealed class FrameReader(FrameSeal seal)
{
    private const int ReadBytes = 1 << 20;

    private byte[] _buffer = [];
    private IDiskFile? _file;
    private long _base;
    private long _next; // offset in the file of the frame that comes next
    private long _limit; // no frame goes beyond this offset
    private int _at; // where that frame is in the buffer
    private int _count; // bytes in the buffer

    /// <summary>Where the next frame begins.</summary>
    public long Position => _base + _next;

    /// <summary>Begins to read a file.</summary>
    /// <param name="file">Stays the caller's.</param>
    /// <param name="basePosition">The position of the file's first byte.</param>
    /// <param name="position">Where to begin.</param>
    /// <param name="length">The length that the file should have.</param>
    public void Begin(IDiskFile file, long basePosition, long position, long length)
    {
        (_file, _base, _next, _limit) = (file, basePosition, position - basePosition, length);
        (_at, _count) = (0, 0);
        var bytes = (int)Math.Clamp(length - _next, Frame.HeaderBytes, ReadBytes);
        if (_buffer.Length < bytes) _buffer = GC.AllocateUninitializedArray<byte>(bytes);
    }

    /// <summary>Reads the next frame and goes on behind it; stays where it is when there is no whole one.</summary>
    /// <param name="payload">Valid until the next call.</param>
    public FrameState Next(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (_limit - _next < Frame.HeaderBytes) return FrameState.End;
        if (!Has(Frame.HeaderBytes)) return IsZero(_buffer.AsSpan(_at, _count - _at)) ? FrameState.End : FrameState.Bad;
        long length = Frame.LengthOf(_buffer.AsSpan(_at));
        if (length == 0) return FrameState.End;
        var total = Frame.HeaderBytes + length;
        if (length > Frame.PayloadBytesMax || total > _limit - _next || !Has((int)total)) return FrameState.Bad;

        var frame = _buffer.AsSpan(_at, (int)total);
        if (!seal.IsWhole(frame, Position)) return FrameState.Bad;
        payload = frame[Frame.HeaderBytes..];
        _at += (int)total;
        _next += total;
        return FrameState.Whole;
    }

    // Makes some bytes from the next frame on be in the buffer.
    private bool Has(int bytes)
    {
        if (_count - _at >= bytes) return true;
        var kept = _buffer.AsSpan(_at, _count - _at);
        if (bytes > _buffer.Length)
        {
            var larger = new byte[(int)Math.Min(Array.MaxLength, 2L * bytes)];
            kept.CopyTo(larger);
            _buffer = larger;
        }
        else
        {
            kept.CopyTo(_buffer);
        }

        (_at, _count) = (0, kept.Length);
        var wanted = (int)Math.Min(_buffer.Length - _count, _limit - _next - _count);
        _count += _file!.Read(_next + _count, _buffer.AsSpan(_count, wanted));
        return _count >= bytes;
    }

    private static bool IsZero(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept((byte)0);
}
