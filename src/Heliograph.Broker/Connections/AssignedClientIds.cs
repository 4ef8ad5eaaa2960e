using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Heliograph.Broker.Connections;

/// <summary>Client identifiers for clients that bring none [MQTT-3.1.3-6].</summary>
/// <remarks>
/// Whoever knows an identifier can take its session over, so none tells what the others are; and none tells the seed, which
/// also keeps the hashes of topic levels secret. Different for each call and each seed.
/// </remarks>
internal sealed class AssignedClientIds(ulong seed)
{
    private long _last;

    public string Next(BrokerHabits habits)
    {
        Span<byte> key = stackalloc byte[sizeof(ulong)];
        Span<byte> number = stackalloc byte[sizeof(long)];
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        BinaryPrimitives.WriteInt64LittleEndian(number, Interlocked.Increment(ref _last));
        HMACSHA256.HashData(key, number, digest);
        return habits.AssignedClientIdPrefix + (habits.AssignsUuids
            ? new Guid(digest[..16]).ToString("D").ToUpperInvariant()
            : Convert.ToHexStringLower(digest[..16]));
    }
}
