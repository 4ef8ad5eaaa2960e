using System.Security.Cryptography;
using System.Text;

namespace Heliograph.Broker.Access.Scram;

/// <summary>What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 section 3). Immutable; never the password.</summary>
/// <param name="Iterations">Of PBKDF2; RFC 7677 asks for 4096 or more.</param>
/// <param name="Salt">Any bytes, at least one.</param>
/// <param name="StoredKey">H(ClientKey), 32 bytes.</param>
/// <param name="ServerKey">32 bytes.</param>
/// <param name="LoopbackOnly">Why the credential is refused to clients of other machines, in words for the log; null when it is not.</param>
public sealed record ScramCredential(
    int Iterations, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> StoredKey, ReadOnlyMemory<byte> ServerKey,
    string? LoopbackOnly = null)
{
    /// <summary>The bytes of each key.</summary>
    public const int KeyBytes = SHA256.HashSizeInBytes;

    /// <summary>The fewest iterations of RFC 7677.</summary>
    public const int IterationsMin = 4_096;

    /// <summary>Derives the credential of a password. Costs the iterations.</summary>
    /// <returns>Null when the password has characters that SASLprep refuses, or none left.</returns>
    public static ScramCredential? TryCreate(string password, ReadOnlySpan<byte> salt, int iterations)
    {
        if (SaslPrep.Prepare(password) is not { } prepared) return null;
        Span<byte> salted = stackalloc byte[KeyBytes];
        Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(prepared), salt, salted, iterations, HashAlgorithmName.SHA256);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        return new(iterations, salt.ToArray(), storedKey, HMACSHA256.HashData(salted, "Server Key"u8));
    }
}
