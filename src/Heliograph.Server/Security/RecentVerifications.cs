using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Heliograph.Server.Security;

/// <summary>Remembers which credentials were proven lately, without keeping them. Used by many threads.</summary>
/// <remarks>
/// The key is a hash of user, password and what they were proven against behind a secret; neither ever leaves the process. A
/// password that was changed in the file is a different key at once.
/// </remarks>
internal sealed class RecentVerifications(int max, TimeSpan lifetime, TimeProvider time)
{
    private const int StackBytesMax = 1_024;

    private readonly Lock _lock = new();
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly Dictionary<UInt128, long> _provenAt = [];
    private readonly Queue<UInt128> _oldestFirst = [];

    public UInt128 KeyOf(string user, ReadOnlySpan<byte> password, string against)
    {
        var most = _secret.Length + (3 * sizeof(int)) + Encoding.UTF8.GetMaxByteCount(user.Length) + password.Length + Encoding.UTF8.GetMaxByteCount(against.Length);
        var rented = most > StackBytesMax ? ArrayPool<byte>.Shared.Rent(most) : null;
        var text = rented ?? stackalloc byte[StackBytesMax];
        _secret.CopyTo(text);
        var rest = Append(Append(Append(text[_secret.Length..], user), password), against);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..^rest.Length], hash);
        CryptographicOperations.ZeroMemory(text);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
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

    // With its length before it, no part can run into the next. Gives what is left of the room.
    private static Span<byte> Append(Span<byte> room, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32BigEndian(room, part.Length);
        part.CopyTo(room[sizeof(int)..]);
        return room[(sizeof(int) + part.Length)..];
    }

    private static Span<byte> Append(Span<byte> room, string part)
    {
        var length = Encoding.UTF8.GetBytes(part, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        return room[(sizeof(int) + length)..];
    }
}
