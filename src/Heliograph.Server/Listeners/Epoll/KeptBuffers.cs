using System.Buffers;

namespace Heliograph.Server.Listeners.Epoll;

/// <summary>Buffers that connections keep what is left in. Of large ones few are kept for later: a flood of large packets leaves little behind.</summary>
internal static class KeptBuffers
{
    private const int SmallBytesMax = 64 * 1024, LargeBytesMax = 1 << 20, LargeOfOneSizeMax = 4;

    private static readonly ArrayPool<byte> Large = ArrayPool<byte>.Create(LargeBytesMax, LargeOfOneSizeMax);

    public static byte[] Rent(int bytes) => PoolOf(bytes).Rent(bytes);

    public static void Return(byte[] buffer) => PoolOf(buffer.Length).Return(buffer);

    private static ArrayPool<byte> PoolOf(int bytes) => bytes <= SmallBytesMax ? ArrayPool<byte>.Shared : Large;
}
