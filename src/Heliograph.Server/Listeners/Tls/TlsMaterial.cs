using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>What a handshake needs, as read from the files at one time. Immutable.</summary>
internal sealed class TlsMaterial
{
    private static readonly List<SslApplicationProtocol> Spoken = [new("mqtt"), SslApplicationProtocol.Http11];

    private readonly X509Certificate2Collection _authorities;
    private readonly List<X509Crl> _revocations;
    private readonly ClientCertificateUse _use;

    private TlsMaterial(TlsOptions options, X509Certificate2 certificate, SslStreamCertificateContext context)
    {
        Certificate = certificate;
        _use = options.ClientCertificate;
        _authorities = [];
        if (options.ClientAuthority.Length > 0) _authorities.ImportFromPemFile(options.ClientAuthority);
        _revocations = options.RevocationList.Length > 0 ? ReadRevocations(options.RevocationList) : [];
        Options = new()
        {
            ServerCertificateContext = context,
            ApplicationProtocols = Spoken,
            EnabledSslProtocols = options.Minimum == TlsVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = _use != ClientCertificateUse.None,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck, // done here, from the file
            RemoteCertificateValidationCallback = IsGood,
        };
    }

    public X509Certificate2 Certificate { get; }

    public SslServerAuthenticationOptions Options { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="OperatorException">One cannot be read, does not hold what it should, has expired, or they do not belong together.</exception>
    public static TlsMaterial Load(TlsOptions options, DateTimeOffset now)
    {
        try
        {
            var (certificate, chain) = Read(options);
            if (options.ClientCertificate != ClientCertificateUse.None && options.ClientAuthority.Length == 0)
                throw new OperatorException("client certificates are asked for, and no authority is named that they must come from", "Name it with tls_client_ca");
            if (now > certificate.NotAfter)
                throw new OperatorException($"the certificate {options.Certificate} has expired on {certificate.NotAfter:yyyy-MM-dd}", "Renew it");
            return new(options, certificate, SslStreamCertificateContext.Create(certificate, chain, offline: true));
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException or GeneralSecurityException)
        {
            throw new OperatorException(
                $"the certificate {options.Certificate} cannot be used: {failure.Message.TrimEnd('.')}",
                "tls_certificate names a PEM file with the certificate, and tls_key the one with its key, or tls_certificate a PFX file without password", failure);
        }
    }

    /// <summary>Reads the certificate of a file, without its key.</summary>
    public static X509Certificate2 ReadCertificate(string file)
    {
        if (!IsPkcs12(file)) return X509Certificate2.CreateFromPem(File.ReadAllText(file));
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password: null);
        return all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("it holds no key");
    }

    private static bool IsPkcs12(string file) => Path.GetExtension(file) is ".pfx" or ".p12";

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Read(TlsOptions options)
    {
        var chain = new X509Certificate2Collection();
        if (IsPkcs12(options.Certificate))
        {
            chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(options.Certificate, password: null);
            var own = chain.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("it holds no key");
            chain.Remove(own);
            return (own, chain);
        }

        using var read = X509Certificate2.CreateFromPemFile(options.Certificate, options.Key.Length > 0 ? options.Key : null);
        chain.ImportFromPemFile(options.Certificate);
        if (chain.Count > 0) chain.RemoveAt(0);
        // A key that has just been read is of no use to the TLS of Windows: it has to come out of a store.
        return (X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null), chain);
    }

    private static List<X509Crl> ReadRevocations(string file)
    {
        using var stream = File.OpenRead(file);
        var lists = new X509CrlParser().ReadCrls(stream).ToList();
        return lists.Count > 0 ? lists : throw new CryptographicException($"{file} holds no revocation list");
    }

    private bool IsGood(object sender, System.Security.Cryptography.X509Certificates.X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is null) return _use != ClientCertificateUse.Required;
        using var check = new X509Chain();
        check.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        check.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        check.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        check.ChainPolicy.DisableCertificateDownloads = true;
        check.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.2", "client authentication"));
        if (chain is not null) check.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        using var certificate = X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        return check.Build(certificate) && !check.ChainElements.Any(element => IsRevoked(element.Certificate));
    }

    private bool IsRevoked(X509Certificate2 certificate)
    {
        if (_revocations.Count == 0) return false;
        var parsed = new X509CertificateParser().ReadCertificate(certificate.RawData);
        return _revocations.Any(list => list.IssuerDN.Equivalent(parsed.IssuerDN) && list.IsRevoked(parsed));
    }
}
