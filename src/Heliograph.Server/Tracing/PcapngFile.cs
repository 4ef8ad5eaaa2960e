using System.Buffers.Binary;

namespace Heliograph.Server.Tracing;

/// <summary>A capture that was being written when the process ended.</summary>
internal static class PcapngFile
{
    private const uint EnhancedPacket = 6;

    /// <summary>Cuts off a block that was not written whole.</summary>
    /// <returns>How many packets and bytes are left.</returns>
    public static (long Packets, long Bytes) CutTornEnd(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);
        var (packets, at) = (0L, 0L);
        Span<byte> start = stackalloc byte[8];
        while (at + 12 <= file.Length)
        {
            file.Seek(at, SeekOrigin.Begin);
            file.ReadExactly(start);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(start[4..]);
            if (length < 12 || length % 4 != 0 || at + length > file.Length) break;
            if (BinaryPrimitives.ReadUInt32LittleEndian(start) == EnhancedPacket) packets++;
            at += length;
        }

        file.SetLength(at);
        return (packets, at);
    }
}
