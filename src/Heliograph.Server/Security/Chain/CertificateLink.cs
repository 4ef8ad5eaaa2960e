using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Chain;

/// <summary>Takes the user name from the client certificate, which TLS has proven: what CONNECT says counts for nothing then.</summary>
public sealed class CertificateLink(CertificateUser source) : IAuthenticationLink
{
    public string Name => LinkNames.Certificate;

    public ValueTask<LinkAnswer> AskAsync(AuthenticationRequest request, CancellationToken stop) => new(Answer(request.Peer.Certificate));

    private LinkAnswer Answer(PeerCertificate? certificate)
    {
        if (certificate is null) return LinkAnswer.NotMine("no client certificate was shown");
        var user = source switch
        {
            CertificateUser.CommonName => certificate.CommonName,
            CertificateUser.Subject => certificate.Subject,
            CertificateUser.Dns => First(certificate, AlternativeNameKind.Dns),
            CertificateUser.Email => First(certificate, AlternativeNameKind.Email),
            _ => First(certificate, AlternativeNameKind.Uri),
        };
        return user is { Length: > 0 }
            ? LinkAnswer.Yes(user, $"client certificate {certificate.Fingerprint[..16]}… of '{certificate.Subject}'")
            : LinkAnswer.NotMine($"the client certificate of '{certificate.Subject}' has no {WordOf(source)}");
    }

    private static string? First(PeerCertificate certificate, AlternativeNameKind kind) =>
        certificate.AlternativeNames.Where(name => name.Kind == kind).Select(name => name.Text).FirstOrDefault();

    private static string WordOf(CertificateUser source) => source switch
    {
        CertificateUser.CommonName => "common name",
        CertificateUser.Subject => "subject",
        CertificateUser.Dns => "DNS name",
        CertificateUser.Email => "email address",
        _ => "URI",
    };
}
