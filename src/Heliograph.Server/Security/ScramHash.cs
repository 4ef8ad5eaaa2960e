using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Heliograph.Broker.Access.Scram;

namespace Heliograph.Server.Security;

/// <summary>
/// <c>$scram-sha-256$iterations$salt$storedKey$serverKey</c>, base64 fields: serves SCRAM-SHA-256, and plain passwords
/// as well.
/// </summary>
internal sealed class ScramHash : PasswordHash
{
    /// <summary>Iterations of new hashes. The client computes them too, at each SCRAM login.</summary>
    public const int IterationsOfNew = 20_000;

    /// <summary>The most iterations read from a file.</summary>
    public const int IterationsMax = 5_000_000;

    private const int SaltBytesOfNew = 16;
    private const int SaltBytesMax = 64;

    private ScramHash(ScramCredential credential) => Credential = credential;

    /// <summary>What the SCRAM exchange needs.</summary>
    public ScramCredential Credential { get; }

    public override string Text => $"$scram-sha-256${Credential.Iterations}${Convert.ToBase64String(Credential.Salt.Span)}"
        + $"${Convert.ToBase64String(Credential.StoredKey.Span)}${Convert.ToBase64String(Credential.ServerKey.Span)}";

    public override bool Verify(ReadOnlySpan<byte> password)
    {
        // A password that could never have been kept takes as long as a wrong one.
        var text = Utf8.IsValid(password) ? Encoding.UTF8.GetString(password) : "";
        var isPossible = SaslPrep.Prepare(text) is not null;
        var derived = ScramCredential.TryCreate(isPossible ? text : "-", Credential.Salt.Span, Credential.Iterations);
        return derived is not null && isPossible
            && CryptographicOperations.FixedTimeEquals(derived.StoredKey.Span, Credential.StoredKey.Span);
    }

    internal static ScramHash Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytesOfNew);
        var credential = ScramCredential.TryCreate(password, salt, IterationsOfNew);
        return credential is not null
            ? new(credential)
            : throw new ArgumentException("a SCRAM password has at least one character and no control characters", nameof(password));
    }

    internal static ScramHash? Parse(string[] fields, out string remedy)
    {
        remedy = "";
        if (fields.Length != 6)
            remedy = "the hash is not of the form $scram-sha-256$iterations$salt$storedKey$serverKey; make it anew with: heliograph passwd";
        else if (!HashFields.TryReadNumber(fields[2], ScramCredential.IterationsMin, IterationsMax, out var iterations))
            remedy = $"the iterations '{fields[2]}' are not a number from {ScramCredential.IterationsMin} to {IterationsMax}";
        else if (!HashFields.TryReadBytes(fields[3], 1, SaltBytesMax, out var salt))
            remedy = $"the salt is not base64 of 1 to {SaltBytesMax} bytes";
        else if (!HashFields.TryReadBytes(fields[4], ScramCredential.KeyBytes, ScramCredential.KeyBytes, out var storedKey)
            || !HashFields.TryReadBytes(fields[5], ScramCredential.KeyBytes, ScramCredential.KeyBytes, out var serverKey))
            remedy = $"a key is not base64 of {ScramCredential.KeyBytes} bytes";
        else return new(new ScramCredential(iterations, salt, storedKey, serverKey));
        return null;
    }
}
