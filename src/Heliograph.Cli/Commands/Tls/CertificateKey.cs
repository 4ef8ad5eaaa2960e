using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Heliograph.Cli.Commands.Tls;

/// <summary>A key of either kind, and what is made with it. Dispose it.</summary>
internal sealed class CertificateKey : IDisposable
{
    private const int RsaBits = 3_072;

    private readonly AsymmetricAlgorithm _key;

    private CertificateKey(AsymmetricAlgorithm key) => _key = key;

    public PublicKey Public => new(_key);

    /// <summary>The key in PEM, PKCS #8.</summary>
    public string Pem => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>Signs certificates with it.</summary>
    public X509SignatureGenerator Signer => _key is RSA rsa
        ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
        : X509SignatureGenerator.CreateForECDsa((ECDsa)_key);

    /// <summary>The option that says which kind.</summary>
    public static Option<string> TypeOption()
    {
        var option = new Option<string>("--key-type")
        {
            HelpName = "TYPE", Description = "ecdsa (P-256, default) or rsa (3072 bits, for clients that know nothing else)", DefaultValueFactory = _ => "ecdsa",
        };
        option.AcceptOnlyFromAmong("ecdsa", "rsa");
        return option;
    }

    public static CertificateKey Create(string type) => new(type == "rsa" ? RSA.Create(RsaBits) : ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The key of a certificate that was read with it.</summary>
    public static CertificateKey Of(X509Certificate2 certificate) =>
        new((AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey() ?? throw new CryptographicException("its key is neither ECDSA nor RSA"));

    public void Dispose() => _key.Dispose();
}
