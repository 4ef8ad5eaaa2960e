namespace Heliograph.Mqtt.Wire;

/// <summary>What stands before the body of a control packet.</summary>
/// <param name="Header">The first byte.</param>
/// <param name="Bytes">Bytes of the first byte and the remaining length: 2 to 5.</param>
/// <param name="BodyBytes">The remaining length.</param>
public readonly record struct FrameHead(FixedHeader Header, int Bytes, int BodyBytes)
{
    /// <summary>The most bytes that it takes.</summary>
    public const int BytesMax = 5;

    /// <summary>Bytes of the whole packet.</summary>
    public int PacketBytes => Bytes + BodyBytes;

    /// <summary>Reads it.</summary>
    /// <param name="front">The first bytes of a packet: <see cref="BytesMax"/> of them or more, or all there are.</param>
    /// <param name="packetBytesMax">The largest whole packet accepted.</param>
    /// <param name="head">When Complete; else only its header is set, if one byte is there.</param>
    /// <returns>Complete when the head is there: the body need not be.</returns>
    public static FrameStatus TryRead(ReadOnlySpan<byte> front, int packetBytesMax, out FrameHead head)
    {
        head = default;
        if (front.IsEmpty) return FrameStatus.NeedMore;
        head = new(new FixedHeader(front[0]), 1, 0);
        if (front.Length > BytesMax) front = front[..BytesMax];
        var reader = new WireReader(front[1..]);
        if (!reader.TryReadVariableByteInteger(out var remaining))
            return front.Length == BytesMax || reader.IsOverlong ? FrameStatus.Malformed : FrameStatus.NeedMore;
        head = new(head.Header, 1 + WireWriter.VariableByteIntegerLength(remaining), remaining);
        return (long)head.Bytes + remaining > packetBytesMax ? FrameStatus.TooLarge : FrameStatus.Complete;
    }
}
