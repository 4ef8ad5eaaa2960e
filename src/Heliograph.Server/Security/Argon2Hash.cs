using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Heliograph.Server.Security;

/// <summary>
/// <c>$argon2id$v=19$m=KiB,t=passes,p=lanes$salt$hash</c>: Argon2id (RFC 9106), base64 fields without padding, as
/// Mosquitto 2.1 writes it. docs/decisions/0005-argon2-library.md names the library.
/// </summary>
internal sealed class Argon2Hash : PasswordHash
{
    /// <summary>The most memory read from a file, in KiB: 256 MiB for each verification at once.</summary>
    public const int MemoryMax = 262_144;

    /// <summary>The most passes over the memory read from a file.</summary>
    public const int PassesMax = 16;

    /// <summary>The most lanes read from a file.</summary>
    public const int LanesMax = 16;

    // New hashes: the parameters of mosquitto_passwd 2.1.
    private const int MemoryOfNew = 47_104;
    private const int SaltBytesOfNew = 16;
    private const int HashBytesOfNew = 32;

    private readonly int _memory;
    private readonly int _passes;
    private readonly int _lanes;
    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private Argon2Hash(int memory, int passes, int lanes, byte[] salt, byte[] hash)
    {
        _memory = memory;
        _passes = passes;
        _lanes = lanes;
        _salt = salt;
        _hash = hash;
    }

    public override string Text =>
        $"$argon2id$v=19$m={_memory},t={_passes},p={_lanes}${Unpadded(_salt)}${Unpadded(_hash)}";

    public override bool Verify(ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(Derive(password, _hash.Length), _hash);

    internal static Argon2Hash Create(ReadOnlySpan<byte> password)
    {
        var salted = new Argon2Hash(MemoryOfNew, 1, 1, RandomNumberGenerator.GetBytes(SaltBytesOfNew), []);
        return new(MemoryOfNew, 1, 1, salted._salt, salted.Derive(password, HashBytesOfNew));
    }

    internal static Argon2Hash? Parse(string[] fields, out string remedy)
    {
        remedy = "";
        if (fields.Length != 6 || fields[2] != "v=19")
            remedy = "the hash is not of the form $argon2id$v=19$m=..,t=..,p=..$salt$hash; make it anew with: heliograph passwd";
        else if (!TryReadCosts(fields[3], out var memory, out var passes, out var lanes))
            remedy = $"the costs '{fields[3]}' are not m=8*p..{MemoryMax},t=1..{PassesMax},p=1..{LanesMax}";
        else if (!HashFields.TryReadBytes(fields[4], 8, 64, out var salt)) remedy = "the salt is not base64 of 8 to 64 bytes";
        else if (!HashFields.TryReadBytes(fields[5], 16, 64, out var hash)) remedy = "the hash is not base64 of 16 to 64 bytes";
        else return new(memory, passes, lanes, salt, hash);
        return null;
    }

    private static bool TryReadCosts(string field, out int memory, out int passes, out int lanes)
    {
        (memory, passes, lanes) = (0, 0, 0);
        var costs = field.Split(',');
        return costs.Length == 3
            && TryReadCost(costs[2], "p=", 1, LanesMax, out lanes)
            && TryReadCost(costs[1], "t=", 1, PassesMax, out passes)
            && TryReadCost(costs[0], "m=", 8 * lanes, MemoryMax, out memory);
    }

    private static bool TryReadCost(string field, string name, int min, int max, out int value)
    {
        value = 0;
        return field.StartsWith(name, StringComparison.Ordinal) && HashFields.TryReadNumber(field[2..], min, max, out value);
    }

    private byte[] Derive(ReadOnlySpan<byte> password, int hashBytes)
    {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13)
            .WithMemoryAsKB(_memory)
            .WithIterations(_passes)
            .WithParallelism(_lanes)
            .WithSalt(_salt)
            .Build();
        var generator = new Argon2BytesGenerator();
        generator.Init(parameters);
        var hash = new byte[hashBytes];
        generator.GenerateBytes(password.ToArray(), hash);
        return hash;
    }

    private static string Unpadded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');
}
