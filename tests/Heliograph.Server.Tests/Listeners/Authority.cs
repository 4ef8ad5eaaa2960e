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
    public (string Certificate, string Key) Issue(string name, bool isForClients = false, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(isForClients ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(_own, Begin.AddDays(1), until ?? Begin.AddYears(1), BitConverter.GetBytes(++_serial));
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

    public string RevocationList()
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var certificate in _revoked) builder.AddEntry(certificate);
        var list = builder.Build(_own, ++_serial, DateTimeOffset.UtcNow.AddDays(30), HashAlgorithmName.SHA256);
        return PemEncoding.WriteString("X509 CRL", list);
    }

    public void Dispose()
    {
        _own.Dispose();
        _revoked.ForEach(certificate => certificate.Dispose());
    }
}
