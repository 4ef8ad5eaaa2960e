using System.Buffers.Binary;

namespace Heliograph.Storage.Framing;

/// <summary>How a record lies in a file.</summary>
/// <remarks>
/// <code>
///   payload length u32 | CRC-32C u32 | payload      the CRC covers position, length and payload
/// </code>
/// Numbers are little-endian. A length of 0 is no frame: files are filled with zeros ahead.
/// </remarks>
internal static class Frame
{
    public const int HeaderBytes = 8;

    /// <summary>A longer payload is a damaged length: MQTT messages have 256 MB at most.</summary>
    public const int PayloadBytesMax = 1 << 30;

    public static void SetLength(Span<byte> frame, int payloadLength) =>
        BinaryPrimitives.WriteInt32LittleEndian(frame, payloadLength);

    public static uint LengthOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame);

    /// <summary>Writes the checksum of a frame whose length and payload are in place.</summary>
    /// <returns>The length of the frame, header included.</returns>
    public static int Seal(Span<byte> frame, long position)
    {
        var length = (int)LengthOf(frame);
        var crc = Checksum.OfFrame(position, frame.Slice(HeaderBytes, length));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], crc);
        return HeaderBytes + length;
    }

    /// <summary>Whether a whole frame, header included, is what was written at the position.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> frame, long position) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == Checksum.OfFrame(position, frame[HeaderBytes..]);
}
