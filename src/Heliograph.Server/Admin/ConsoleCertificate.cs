using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Heliograph.Server.Admin;

/// <summary>The certificate of the console for HTTPS.</summary>
internal static class ConsoleCertificate
{
    private const int YearsValid = 10;

    /// <summary>Makes a certificate for this machine, signed by itself.</summary>
    /// <returns>Certificate and key, one after the other, in PEM.</returns>
    public static string CreatePem(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Heliograph console", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Dns.GetHostName());
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1", "server authentication")], critical: false));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(YearsValid));
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    /// <summary>Reads certificate and key.</summary>
    /// <exception cref="CryptographicException">The file does not hold both.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static X509Certificate2 Load(string path)
    {
        using var read = X509Certificate2.CreateFromPemFile(path);
        // A key that has just been read is of no use to the TLS of Windows: it has to come out of a store.
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
    }
}
