using System.Buffers;

namespace Heliograph.Mqtt.Wire;

/// <summary>Walks the packets at the front of what has been read, and gives each body in one piece.</summary>
/// <remarks>
/// One that lies in one piece, as nearly all do, is found without a slice of the sequence; one that does not is copied. Look
/// with <see cref="TryPeek"/> and go on with <see cref="Advance"/>: a packet that is not advanced over stays. Dispose once.
/// </remarks>
public ref struct FrameReader
{
    private ReadOnlySequence<byte> _from;
    private ReadOnlySpan<byte> _first; // the first piece of it
    private int _at; // how much of that is taken
    private byte[]? _copy;

    public FrameReader(in ReadOnlySequence<byte> input)
    {
        _from = input;
        _first = input.FirstSpan;
    }

    /// <summary>What is not taken yet.</summary>
    public readonly ReadOnlySequence<byte> Unread => _at == 0 ? _from : _from.Slice(_at);

    /// <summary>Looks at the next packet.</summary>
    /// <param name="packetBytesMax">The largest whole packet accepted.</param>
    /// <param name="head">When Complete; else only its header is set, if one byte is there.</param>
    /// <param name="body">When Complete; good until the next look.</param>
    public FrameStatus TryPeek(int packetBytesMax, out FrameHead head, out ReadOnlySpan<byte> body)
    {
        var piece = _first[_at..];
        var status = FrameHead.TryRead(piece, packetBytesMax, out head);
        if (status == FrameStatus.Complete && piece.Length >= head.PacketBytes)
        {
            body = piece.Slice(head.Bytes, head.BodyBytes);
            return status;
        }

        body = default;
        if (status is FrameStatus.Malformed or FrameStatus.TooLarge) return status;
        return _from.IsSingleSegment ? FrameStatus.NeedMore : TryPeekSplit(packetBytesMax, out head, out body);
    }

    /// <summary>Takes the packet that was looked at.</summary>
    public void Advance(in FrameHead head)
    {
        if (head.PacketBytes < _first.Length - _at) _at += head.PacketBytes;
        else Restart(_from.Slice(_at + head.PacketBytes));
    }

    /// <summary>Gives up what it copied to. Bodies are not to be looked at any more.</summary>
    public void Dispose()
    {
        if (_copy is not null) ArrayPool<byte>.Shared.Return(_copy);
        _copy = null;
    }

    private FrameStatus TryPeekSplit(int packetBytesMax, out FrameHead head, out ReadOnlySpan<byte> body)
    {
        Restart(Unread);
        body = default;
        Span<byte> front = stackalloc byte[FrameHead.BytesMax];
        front = front[..(int)Math.Min(_from.Length, front.Length)];
        _from.Slice(0, front.Length).CopyTo(front);
        var status = FrameHead.TryRead(front, packetBytesMax, out head);
        if (status != FrameStatus.Complete) return status;
        if (_from.Length < head.PacketBytes) return FrameStatus.NeedMore;
        if (_copy is null || _copy.Length < head.BodyBytes)
        {
            Dispose();
            _copy = ArrayPool<byte>.Shared.Rent(head.BodyBytes);
        }

        _from.Slice(head.Bytes, head.BodyBytes).CopyTo(_copy);
        body = _copy.AsSpan(0, head.BodyBytes);
        return FrameStatus.Complete;
    }

    private void Restart(in ReadOnlySequence<byte> from)
    {
        _from = from;
        _first = from.FirstSpan;
        _at = 0;
    }
}
