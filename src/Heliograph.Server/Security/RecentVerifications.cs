using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Heliograph.Server.Security;

/// <summary>Remembers which credentials were proven lately, without keeping them. Used by many threads.</summary>
/// <remarks>
/// The key is a hash of user, password and what they were proven against with a secret that never leaves the process: a
/// password that was changed in the file is a different key at once.
/// </remarks>
internal sealed class RecentVerifications(int max, TimeSpan lifetime, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly Dictionary<UInt128, long> _provenAt = [];
    private readonly Queue<UInt128> _oldestFirst = [];

    public UInt128 KeyOf(string user, ReadOnlySpan<byte> password, string against)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        Append(mac, Encoding.UTF8.GetBytes(user));
        Append(mac, password);
        Append(mac, Encoding.UTF8.GetBytes(against));
        return BinaryPrimitives.ReadUInt128BigEndian(mac.GetHashAndReset());
    }

    public bool Contains(UInt128 key)
    {
        lock (_lock) return _provenAt.TryGetValue(key, out var at) && time.GetElapsedTime(at) < lifetime;
    }

    public void Add(UInt128 key)
    {
        lock (_lock)
        {
            if (!_provenAt.ContainsKey(key)) _oldestFirst.Enqueue(key);
            _provenAt[key] = time.GetTimestamp();
            while (_oldestFirst.Count > max) _provenAt.Remove(_oldestFirst.Dequeue());
        }
    }

    /// <summary>They are good no more.</summary>
    public void Remove(UInt128 key)
    {
        lock (_lock) _provenAt.Remove(key);
    }

    // With its length before it, no part can run into the next.
    private static void Append(IncrementalHash mac, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        mac.AppendData(length);
        mac.AppendData(part);
    }
}
