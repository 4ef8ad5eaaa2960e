using Heliograph.Broker.Access;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Chain;

namespace Heliograph.Server.Tests.Security.Chain;

public sealed class CertificateLinkTests
{
    private static readonly PeerCertificate Certificate = new(
        "CN=sensor-1,O=Example", "sensor-1",
        [new(AlternativeNameKind.Uri, "urn:sensor:1"), new(AlternativeNameKind.Dns, "sensor-1.example"), new(AlternativeNameKind.Email, "one@example.com")],
        "00112233445566778899AABBCCDDEEFF");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CertificateUser.CommonName, "sensor-1")]
    [InlineData(CertificateUser.Subject, "CN=sensor-1,O=Example")]
    [InlineData(CertificateUser.Dns, "sensor-1.example")]
    [InlineData(CertificateUser.Email, "one@example.com")]
    [InlineData(CertificateUser.Uri, "urn:sensor:1")]
    public async Task The_user_is_who_the_certificate_names_whatever_connect_says(CertificateUser source, string user)
    {
        var result = (await AskAsync(source, Certificate)).Result!;
        Assert.Equal((AuthenticationOutcome.Accepted, user), (result.Outcome, result.UserName));
        Assert.Equal("client certificate 0011223344556677… of 'CN=sensor-1,O=Example'", result.Cause);
    }

    [Fact]
    public async Task Without_certificate_or_name_another_link_is_asked()
    {
        Assert.Equal(new(null, "no client certificate was shown"), await AskAsync(CertificateUser.CommonName, null));
        Assert.Equal(
            new(null, "the client certificate of 'O=Example' has no DNS name"),
            await AskAsync(CertificateUser.Dns, Certificate with { Subject = "O=Example", AlternativeNames = [new(AlternativeNameKind.Uri, "a.example")] }));
    }

    [Fact]
    public void Listeners_offer_exchanges_of_their_own()
    {
        using var users = new PasswordFileAuthenticator(PasswordFile.Empty, new(), TimeProvider.System);
        var scram = ScramSecrets.CreateAuthenticator(users);
        var exchanges = new ExchangesByListener(new Dictionary<string, IEnhancedAuthenticator?> { ["plain"] = null }, scram);
        Assert.Null(exchanges.TryStart("SCRAM-SHA-256", Request(null) with { Peer = new("127.0.0.1:1") { Listener = "plain" } }));
        Assert.NotNull(exchanges.TryStart("SCRAM-SHA-256", Request(null) with { Peer = new("127.0.0.1:1") { Listener = "other" } }));
    }

    private static AuthenticationRequest Request(PeerCertificate? certificate) =>
        new("c1", "somebody else", null, new("127.0.0.1:1") { Certificate = certificate });

    private static async Task<LinkAnswer> AskAsync(CertificateUser source, PeerCertificate? certificate) =>
        await new CertificateLink(source).AskAsync(Request(certificate), Stop);
}
