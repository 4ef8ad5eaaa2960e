using System.Security.Cryptography;

namespace Heliograph.Server.Security;

/// <summary><c>$6$salt$hash</c>: SHA-512 of password and salt, as Mosquitto 1.x wrote it. Read, never made: too fast.</summary>
internal sealed class Sha512Hash : PasswordHash
{
    private const int HashBytes = SHA512.HashSizeInBytes;
    private const int SaltBytesMax = 64;

    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private Sha512Hash(byte[] salt, byte[] hash)
    {
        _salt = salt;
        _hash = hash;
    }

    public override string Text => $"$6${Convert.ToBase64String(_salt)}${Convert.ToBase64String(_hash)}";

    public override bool Verify(ReadOnlySpan<byte> password)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        sha.AppendData(password);
        sha.AppendData(_salt);
        return CryptographicOperations.FixedTimeEquals(sha.GetHashAndReset(), _hash);
    }

    internal static Sha512Hash? Parse(string[] fields, out string remedy)
    {
        remedy = "";
        if (fields.Length != 4) remedy = "the hash is not of the form $6$salt$hash; make it anew with: heliograph passwd";
        else if (!HashFields.TryReadBytes(fields[2], 1, SaltBytesMax, out var salt))
            remedy = $"the salt is not base64 of 1 to {SaltBytesMax} bytes";
        else if (!HashFields.TryReadBytes(fields[3], HashBytes, HashBytes, out var hash))
            remedy = $"the hash is not base64 of {HashBytes} bytes";
        else return new(salt, hash);
        return null;
    }
}
