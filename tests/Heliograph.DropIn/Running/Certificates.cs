using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Heliograph.DropIn.Running;

/// <summary>An authority, a server's certificate, those of two clients, one of them revoked, and a stranger's; made once.</summary>
internal static class Certificates
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset End = Begin.AddYears(1);

    /// <summary>The files by name, in PEM.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Make();

    private static Dictionary<string, string> Make()
    {
        var files = new Dictionary<string, string>();
        using var authority = Authority("CN=Test Authority", files, "ca");
        using var server = Issue(authority, "CN=localhost", files, "server", 1);
        using var alice = Issue(authority, "CN=alice, OU=Sensors, O=Plant", files, "alice", 2);
        using var mallory = Issue(authority, "CN=mallory, O=Plant", files, "mallory", 3);
        using var strangers = Authority("CN=Other Authority", files, "other-ca");
        using var stranger = Issue(strangers, "CN=alice, O=Elsewhere", files, "stranger", 4);
        var revoked = new CertificateRevocationListBuilder();
        revoked.AddEntry(mallory);
        var list = revoked.Build(authority, 1, End, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, Begin);
        files["crl.pem"] = PemEncoding.WriteString("X509 CRL", list);
        return files;
    }

    private static X509Certificate2 Authority(string subject, Dictionary<string, string> files, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var certificate = request.CreateSelfSigned(Begin, End);
        files[$"{name}.crt"] = certificate.ExportCertificatePem();
        return certificate;
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string subject, Dictionary<string, string> files, string name, byte serial)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var certificate = request.Create(authority, Begin, End, [serial]);
        files[$"{name}.crt"] = certificate.ExportCertificatePem();
        files[$"{name}.key"] = key.ExportPkcs8PrivateKeyPem();
        return certificate;
    }
}
