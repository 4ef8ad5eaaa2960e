using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Broker.Access;
using Heliograph.Server.Listeners.Tls;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>What is read from a client's certificate.</summary>
public sealed class PeerCertificateTests
{
    // The expected texts are those of: openssl x509 -noout -subject -nameopt RFC2253
    [Theory]
    [InlineData("CN=sensor-1,OU=Greenhouse,O=Example", "CN=sensor-1,OU=Greenhouse,O=Example", "sensor-1")]
    [InlineData("CN=\"a, b+c\",O=Example", "CN=a\\, b\\+c,O=Example", "a, b+c")]
    [InlineData("CN=\" #lead\"", "CN=\\ #lead", " #lead")]
    [InlineData("E=maria@example.com,CN=Maria,C=DE", "emailAddress=maria@example.com,CN=Maria,C=DE", "Maria")]
    [InlineData("O=Nobody", "O=Nobody", null)]
    [InlineData("OID.1.2.3.4=x,CN=y", "1.2.3.4=#130178,CN=y", "y")]
    public void The_subject_is_written_as_rules_expect_it(string name, string subject, string? commonName)
    {
        var read = Read(name);
        Assert.Equal(subject, read.Subject);
        Assert.Equal(commonName, read.CommonName);
        Assert.Empty(read.AlternativeNames);
    }

    [Fact]
    public void Alternative_names_are_dns_email_and_uri_in_their_order_and_the_fingerprint_is_sha256()
    {
        using var certificate = Make("CN=a", names =>
        {
            names.AddUri(new("urn:device:7"));
            names.AddIpAddress(System.Net.IPAddress.Loopback);
            names.AddDnsName("a.example");
            names.AddUserPrincipalName("a@realm");
            names.AddEmailAddress("a@example.com");
        });
        var read = PeerCertificates.Read(certificate);
        Assert.Equal(
            [new(AlternativeNameKind.Uri, "urn:device:7"), new(AlternativeNameKind.Dns, "a.example"), new(AlternativeNameKind.Email, "a@example.com")],
            read.AlternativeNames);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(certificate.RawData)), read.Fingerprint);
    }

    [Fact]
    public void A_common_name_with_nul_is_none()
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName("admin\0.evil");
        using var certificate = Make(name.Build());
        var read = PeerCertificates.Read(certificate);
        Assert.Null(read.CommonName);
        Assert.Equal("CN=admin\\00.evil", read.Subject);
    }

    private static PeerCertificate Read(string name)
    {
        using var certificate = Make(name);
        return PeerCertificates.Read(certificate);
    }

    private static X509Certificate2 Make(string name, Action<SubjectAlternativeNameBuilder>? names = null) => Make(new X500DistinguishedName(name), names);

    private static X509Certificate2 Make(X500DistinguishedName name, Action<SubjectAlternativeNameBuilder>? names = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var alternative = new SubjectAlternativeNameBuilder();
        names?.Invoke(alternative);
        if (names is not null) request.CertificateExtensions.Add(alternative.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
