using System.Buffers.Binary;

namespace Heliograph.Storage.Framing;

/// <summary>How a record lies in a file.</summary>
/// <remarks>
/// <code>
///   payload length u32 | CRC-32C u32 | payload      the CRC covers instance id, position, length and payload
/// </code>
/// <see cref="FrameSeal"/> computes it. Numbers are little-endian. A length of 0 is no frame: files are filled with zeros ahead.
/// </remarks>
internal static class Frame
{
    public const int HeaderBytes = 8;

    /// <summary>A longer payload is a damaged length: MQTT messages have 256 MB at most.</summary>
    public const int PayloadBytesMax = 1 << 30;

    public static void SetLength(Span<byte> frame, int payloadLength) =>
        BinaryPrimitives.WriteInt32LittleEndian(frame, payloadLength);

    public static uint LengthOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame);
}
