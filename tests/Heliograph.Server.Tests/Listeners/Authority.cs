using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>An authority of one test, that makes certificates and takes them back.</summary>
internal sealed class Authority : IDisposable
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddDays(-10);

    private readonly X509Certificate2 _own;
    private readonly List<X509Certificate2> _revoked = [];
    private long _serial = 1_000;

    public Authority(string name = "CN=Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _own = request.CreateSelfSigned(Begin, Begin.AddYears(5));
    }

    public string Pem => _own.ExportCertificatePem();

    public X509Certificate2 Own => _own;

    /// <summary>Makes a certificate; its key and it as PEM.</summary>
    /// <param name="name">Its common name and, without <paramref name="names"/>, the only DNS name.</param>
    /// <param name="isForClients">Or for servers.</param>
    /// <param name="until">When it ends.</param>
    /// <param name="from">When it begins.</param>
    /// <param name="names">Its DNS names.</param>
    public (string Certificate, string Key) Issue(
        string name, bool isForClients = false, DateTimeOffset? until = null, DateTimeOffset? from = null, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var one in names.Length > 0 ? names : [name]) alternative.AddDnsName(one);
        alternative.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(alternative.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(isForClients ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(_own, from ?? Begin.AddDays(1), until ?? Begin.AddYears(1), BitConverter.GetBytes(++_serial));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The list of what was taken back, this one included.</summary>
    public string Revoke(string certificatePem)
    {
        _revoked.Add(X509Certificate2.CreateFromPem(certificatePem));
        return RevocationList();
    }

    /// <summary>Whether a certificate that is shown comes from here; for clients.</summary>
    public bool Vouches(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        using var check = new X509Chain();
        check.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        check.ChainPolicy.CustomTrustStore.Add(_own);
        check.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var shown = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData());
        return check.Build(shown);
    }

    public string RevocationList(DateTimeOffset? until = null)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var certificate in _revoked) builder.AddEntry(certificate);
        var list = builder.Build(_own, ++_serial, until ?? DateTimeOffset.UtcNow.AddDays(30), HashAlgorithmName.SHA256, thisUpdate: Begin);
        return PemEncoding.WriteString("X509 CRL", list);
    }

    public void Dispose()
    {
        _own.Dispose();
        _revoked.ForEach(certificate => certificate.Dispose());
    }
}
