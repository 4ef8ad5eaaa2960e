using System.Buffers.Binary;

namespace Heliograph.Broker.Routing;

/// <summary>Hashes one topic level with a secret seed, so that nobody can choose levels that collide.</summary>
/// <remarks>Folded 64-bit multiplication in the manner of wyhash: one multiplication for eight bytes.</remarks>
internal readonly struct LevelHash(ulong seed)
{
    private const ulong Secret = 0xA0761D6478BD642F;

    private readonly ulong _seed = seed ^ 0xE7037ED1A0B428DB;

    public uint Of(ReadOnlySpan<byte> level)
    {
        var hash = _seed ^ (ulong)level.Length;
        while (level.Length >= 8)
        {
            hash = Fold(BinaryPrimitives.ReadUInt64LittleEndian(level) ^ Secret, hash);
            level = level[8..];
        }

        hash = Fold(Tail(level) ^ Secret, hash);
        return (uint)(hash ^ (hash >> 32));
    }

    // Up to seven bytes as one number, different for different bytes of one length: the length is in the hash already.
    private static ulong Tail(ReadOnlySpan<byte> rest) => rest.Length switch
    {
        0 => 0,
        >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(rest) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(rest[^4..]) << 32),
        _ => rest[0] | ((ulong)rest[rest.Length / 2] << 8) | ((ulong)rest[^1] << 16),
    };

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}
