using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.X509;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>Which certificates of clients are good: those of some authorities that have not been taken back. Immutable.</summary>
internal sealed class ClientTrust
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ClientCertificateUse _use;
    private readonly X509Certificate2Collection _authorities;
    private readonly List<X509Crl> _revocations;

    private ClientTrust(ClientCertificateUse use, X509Certificate2Collection authorities, List<X509Crl> revocations) =>
        (_use, _authorities, _revocations) = (use, authorities, revocations);

    /// <summary>Reads the files.</summary>
    /// <exception cref="OperatorException">One cannot be used.</exception>
    public static ClientTrust Load(TlsOptions options, DateTimeOffset now)
    {
        if (options.ClientCertificate != ClientCertificateUse.None && options.ClientAuthority.Length == 0)
            throw new OperatorException("client certificates are asked for, and no authority is named that they must come from", "Name it with tls_client_ca");
        var authorities = new X509Certificate2Collection();
        if (options.ClientAuthority.Length > 0)
            authorities = TlsFiles.Read($"the authority {options.ClientAuthority}", "tls_client_ca names a PEM file with the certificates of the authorities", () => ReadAuthorities(options.ClientAuthority));
        List<X509Crl> revocations = [];
        if (options.RevocationList.Length > 0)
            revocations = TlsFiles.Read($"the revocation list {options.RevocationList}", "tls_client_crl names a file with the revocation lists of the authorities, in PEM or DER", () => ReadRevocations(options.RevocationList, now));
        return new(options.ClientCertificate, authorities, revocations);
    }

    /// <summary>Judges what a client shows in its handshake.</summary>
    public bool IsGood(object sender, System.Security.Cryptography.X509Certificates.X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is null) return _use != ClientCertificateUse.Required;
        using var certificate = X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        using var check = new X509Chain();
        check.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        check.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        check.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // done here, from the file
        check.ChainPolicy.DisableCertificateDownloads = true;
        check.ChainPolicy.ApplicationPolicy.Add(new(ClientAuthentication, "client authentication"));
        if (chain is not null) check.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return check.Build(certificate) && !check.ChainElements.Any(element => IsRevoked(element.Certificate));
    }

    /// <summary>Whether a list takes a certificate back.</summary>
    public bool IsRevoked(X509Certificate2 certificate)
    {
        if (_revocations.Count == 0) return false;
        var parsed = new X509CertificateParser().ReadCertificate(certificate.RawData);
        return _revocations.Any(list => list.IssuerDN.Equivalent(parsed.IssuerDN) && list.IsRevoked(parsed));
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
    }

    private static List<X509Crl> ReadRevocations(string file, DateTimeOffset now)
    {
        using var stream = File.OpenRead(file);
        var lists = new X509CrlParser().ReadCrls(stream).ToList();
        if (lists.Count == 0) throw new CryptographicException("it holds no revocation list");
        // Who withholds a new list could otherwise keep a certificate good for ever.
        var old = lists.FirstOrDefault(list => list.NextUpdate is { } next && next < now.UtcDateTime);
        return old is null ? lists : throw new CryptographicException($"the list of {old.IssuerDN} has expired on {old.NextUpdate:yyyy-MM-dd}");
    }
}
