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

        ulong rest = 0;
        for (var i = 0; i < level.Length; i++) rest |= (ulong)level[i] << (8 * i);
        hash = Fold(rest ^ Secret, hash);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}
