using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Heliograph.Server.Files;
using Microsoft.IdentityModel.Tokens;

namespace Heliograph.Server.Security.Tokens;

/// <summary>Keys that the configuration names, read at the start.</summary>
internal sealed class FixedKeys(IReadOnlyList<SecurityKey> keys) : ITokenKeys
{
    /// <summary>The shortest secret: that of HS256 has at least the bytes of its hash (RFC 7518, 3.2).</summary>
    public const int SecretBytesMin = 32;

    private const int FileBytesMax = 100_000;

    /// <summary>A secret for HS256, HS384 and HS512.</summary>
    public static FixedKeys OfSecret(string secret) => new([new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret))]);

    /// <summary>The public key or the certificate of a file.</summary>
    /// <exception cref="OperatorException">It cannot be read, or holds none.</exception>
    public static FixedKeys OfFile(string path)
    {
        var text = TextFile.TryRead(path, FileBytesMax, out var fault) ?? throw new OperatorException($"access.jwt.key = {path}: {fault.Problem}", fault.Remedy);
        return new([TryRead(text) ?? throw new OperatorException(
            $"access.jwt.key = {path} holds no public key that tokens can be signed with", "Write there an RSA or EC public key (BEGIN PUBLIC KEY), or a certificate, in PEM")]);
    }

    public ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId, CancellationToken stop) => new(keys);

    private static SecurityKey? TryRead(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) return null; // that one stays with who signs
        try
        {
            if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal)) return new X509SecurityKey(X509Certificate2.CreateFromPem(pem));
            return TryReadRsa(pem) is { } rsa ? new RsaSecurityKey(rsa) : new ECDsaSecurityKey(ReadEc(pem));
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static RSA? TryReadRsa(string pem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            return null; // of another kind
        }
    }

    private static ECDsa ReadEc(string pem)
    {
        var ec = ECDsa.Create();
        ec.ImportFromPem(pem);
        return ec;
    }
}
