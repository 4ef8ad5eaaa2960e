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
        frame = default;
        Span<byte> prefix = stackalloc byte[5];
        var length = (int)Math.Min(input.Length, 5);
        if (length == 0) return FrameStatus.NeedMore;
        if (input.FirstSpan.Length >= length) input.FirstSpan[..length].CopyTo(prefix);
        else input.Slice(0, length).CopyTo(prefix);

        frame = new(new FixedHeader(prefix[0]), default);
        var reader = new WireReader(prefix[1..length]);
        if (!reader.TryReadVariableByteInteger(out var remaining))
            return length == 5 || reader.IsOverlong ? FrameStatus.Malformed : FrameStatus.NeedMore;

        var headerBytes = 1 + WireWriter.VariableByteIntegerLength(remaining);
        if ((long)headerBytes + remaining > packetBytesMax) return FrameStatus.TooLarge;
        if (input.Length < headerBytes + remaining) return FrameStatus.NeedMore;

        frame = new(frame.Header, input.Slice(headerBytes, remaining));
        input = input.Slice(frame.Body.End);
        return FrameStatus.Complete;
    }
}
