using System.Buffers.Binary;
using System.Numerics;

namespace Heliograph.Storage.Framing;

/// <summary>CRC-32C, eight bytes a step.</summary>
internal static class Checksum
{
    /// <summary>Of a frame: its position and length are part of it, so that a frame is valid in one place only.</summary>
    /// <param name="seed">The checksum so far: of the instance id.</param>
    /// <param name="position">Where the frame begins.</param>
    /// <param name="payload">What it holds.</param>
    public static uint OfFrame(uint seed, long position, ReadOnlySpan<byte> payload)
    {
        var crc = BitOperations.Crc32C(seed, (ulong)position);
        crc = BitOperations.Crc32C(crc, (uint)payload.Length);
        return ~Add(crc, payload);
    }

    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return crc;
    }
}
