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
    private readonly TimeProvider _time;

    private ClientTrust(ClientCertificateUse use, X509Certificate2Collection authorities, List<X509Crl> revocations, TimeProvider time) =>
        (_use, _authorities, _revocations, _time) = (use, authorities, revocations, time);

    /// <summary>When the first of the revocation lists is out of date, in UTC; null when none ever is.</summary>
    public DateTime? NextUpdate => _revocations.Min(list => list.NextUpdate);

    /// <summary>Why no certificate is good at all; null when some are.</summary>
    public string? Fault => Expired(_revocations, _time) is { } old ? $"{Words(old)}: no client certificate is taken until there is a new one" : null;

    /// <summary>Reads the files.</summary>
    /// <exception cref="OperatorException">One cannot be used.</exception>
    public static ClientTrust Load(TlsOptions options, TimeProvider time)
    {
        if (options.ClientCertificate != ClientCertificateUse.None && options.ClientAuthority.Length == 0)
            throw new OperatorException("client certificates are asked for, and no authority is named that they must come from", "Name it with tls_client_ca");
        var authorities = new X509Certificate2Collection();
        if (options.ClientAuthority.Length > 0)
            authorities = TlsFiles.Read($"the authority {options.ClientAuthority}", "tls_client_ca names a PEM file with the certificates of the authorities", () => ReadAuthorities(options.ClientAuthority));
        List<X509Crl> revocations = [];
        if (options.RevocationList.Length > 0)
            revocations = TlsFiles.Read($"the revocation list {options.RevocationList}", "tls_client_crl names a file with the revocation lists of the authorities, in PEM or DER", () => ReadRevocations(options.RevocationList, time));
        return new(options.ClientCertificate, authorities, revocations, time);
    }

    /// <summary>Judges what a client shows in its handshake.</summary>
    public bool IsGood(object sender, System.Security.Cryptography.X509Certificates.X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is null) return _use != ClientCertificateUse.Required;
        if (Fault is not null) return false;
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

    private static List<X509Crl> ReadRevocations(string file, TimeProvider time)
    {
        using var stream = File.OpenRead(file);
        var lists = new X509CrlParser().ReadCrls(stream).ToList();
        if (lists.Count == 0) throw new CryptographicException("it holds no revocation list");
        return Expired(lists, time) is { } old ? throw new CryptographicException(Words(old)) : lists;
    }

    // Who withholds a new list could otherwise keep a certificate good for ever.
    private static X509Crl? Expired(List<X509Crl> lists, TimeProvider time) =>
        lists.Find(list => list.NextUpdate is { } next && next < time.GetUtcNow().UtcDateTime);

    private static string Words(X509Crl old) => $"the list of {old.IssuerDN} has expired on {old.NextUpdate:yyyy-MM-dd}";
}
