using System.Security.Cryptography;

namespace Heliograph.Server.Security;

/// <summary><c>$7$iterations$salt$hash</c>: PBKDF2 with HMAC-SHA512, base64 fields, as Mosquitto writes it.</summary>
internal sealed class Pbkdf2Hash : PasswordHash
{
    /// <summary>
    /// Iterations of new hashes: about 50 ms of one core. Mosquitto 2.0 uses 101, which guesses at a stolen file
    /// a thousand times faster; it reads ours.
    /// </summary>
    public const int IterationsOfNew = 100_000;

    /// <summary>The most iterations read from a file: some seconds of one core.</summary>
    public const int IterationsMax = 5_000_000;

    private const int HashBytes = SHA512.HashSizeInBytes;
    private const int SaltBytesOfNew = 12;
    private const int SaltBytesMax = 64;

    private readonly int _iterations;
    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private Pbkdf2Hash(int iterations, byte[] salt, byte[] hash)
    {
        _iterations = iterations;
        _salt = salt;
        _hash = hash;
    }

    /// <summary>What guessing one password costs.</summary>
    public int Iterations => _iterations;

    public override string Text => $"$7${_iterations}${Convert.ToBase64String(_salt)}${Convert.ToBase64String(_hash)}";

    public override bool Verify(ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(Derive(password, _salt, _iterations), _hash);

    internal static Pbkdf2Hash Create(ReadOnlySpan<byte> password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytesOfNew);
        return new(IterationsOfNew, salt, Derive(password, salt, IterationsOfNew));
    }

    internal static Pbkdf2Hash? Parse(string[] fields, out string remedy)
    {
        remedy = "";
        if (fields.Length != 5) remedy = "the hash is not of the form $7$iterations$salt$hash; make it anew with: heliograph passwd";
        else if (!HashFields.TryReadNumber(fields[2], 1, IterationsMax, out var iterations))
            remedy = $"the iterations '{fields[2]}' are not a number from 1 to {IterationsMax}";
        else if (!HashFields.TryReadBytes(fields[3], 1, SaltBytesMax, out var salt))
            remedy = $"the salt is not base64 of 1 to {SaltBytesMax} bytes";
        else if (!HashFields.TryReadBytes(fields[4], HashBytes, HashBytes, out var hash))
            remedy = $"the hash is not base64 of {HashBytes} bytes";
        else return new(iterations, salt, hash);
        return null;
    }

    private static byte[] Derive(ReadOnlySpan<byte> password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, HashBytes);
}
