using System.Buffers;

namespace Heliograph.Mqtt.Wire;

/// <summary>How far the bytes at hand carry.</summary>
public enum FrameStatus : byte
{
    /// <summary>A whole packet was taken.</summary>
    Complete,

    /// <summary>The packet goes on beyond the bytes at hand.</summary>
    NeedMore,

    /// <summary>The remaining length is not a variable byte integer of the shortest form [MQTT-1.5.5-1].</summary>
    Malformed,

    /// <summary>The packet announces more bytes than the receiver accepts.</summary>
    TooLarge,
}

/// <summary>One control packet as it lies in the read buffer: first byte and body, contiguous or not.</summary>
/// <remarks><code>
/// +--------+------------------+---------------------------+
/// | header | remaining length | body                      |
/// | 1 byte | 1 to 4 bytes     | remaining length bytes    |
/// +--------+------------------+---------------------------+
/// </code></remarks>
public readonly record struct Frame(FixedHeader Header, ReadOnlySequence<byte> Body)
{
    /// <summary>Takes one packet from the front of <paramref name="input"/>, which is left as it was unless Complete.</summary>
    /// <param name="input">What has been read and not taken; split anywhere.</param>
    /// <param name="packetBytesMax">The largest whole packet accepted, header included.</param>
    /// <param name="frame">The packet when Complete; else only its header is set, if one byte is there.</param>
    public static FrameStatus TryTake(ref ReadOnlySequence<byte> input, int packetBytesMax, out Frame frame)
    {
        Span<byte> front = stackalloc byte[FrameHead.BytesMax];
        front = front[..(int)Math.Min(input.Length, front.Length)];
        input.Slice(0, front.Length).CopyTo(front);
        var status = FrameHead.TryRead(front, packetBytesMax, out var head);
        frame = new(head.Header, default);
        if (status != FrameStatus.Complete) return status;
        if (input.Length < head.PacketBytes) return FrameStatus.NeedMore;
        frame = new(head.Header, input.Slice(head.Bytes, head.BodyBytes));
        input = input.Slice(frame.Body.End);
        return FrameStatus.Complete;
    }
}
