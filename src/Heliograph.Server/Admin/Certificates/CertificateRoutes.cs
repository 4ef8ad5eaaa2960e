using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Listeners.Tls;

namespace Heliograph.Server.Admin.Certificates;

/// <summary>The certificates that the broker shows, and how long they are good.</summary>
internal sealed class CertificateRoutes(AdminContext context)
{
    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/certificates", "The certificates in use, with their names and expiry.",
            call => call.ReplyAsync(new([.. Rows()]), AdminJson.Default.CertificatesAnswer)).Answers(AdminJson.Default.CertificatesAnswer),
    ];

    private IEnumerable<CertificateRow> Rows()
    {
        yield return RowOf("console", context.Options.Certificate, context.CertificateFile);
        foreach (var listener in context.Server.Listeners.All.Select(view => view.Options))
        {
            if (listener.Tls.Certificate is not { Length: > 0 } own) continue;
            foreach (var file in listener.Tls.FurtherCertificates.Names.Prepend(own)) yield return RowOf($"listener {listener.Name}", file, file);
        }
    }

    private CertificateRow RowOf(string use, string file, string path)
    {
        try
        {
            using var certificate = ServerCertificate.ReadPublic(path);
            var (begins, ends) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
            var now = context.Time.GetUtcNow().UtcDateTime;
            return new(use, file, certificate.Subject, certificate.Issuer, NamesOf(certificate), begins, ends, (int)Math.Floor((ends - now).TotalDays),
                certificate.GetCertHashString(HashAlgorithmName.SHA256), certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData),
                now > ends ? "it has expired" : now < begins ? "it is not good yet" : null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new(use, file, null, null, [], null, null, null, null, false, failure.Message.TrimEnd('.'));
        }
    }

    private static string[] NamesOf(X509Certificate2 certificate) =>
    [
        .. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString()))),
    ];
}

/// <summary>One certificate.</summary>
/// <param name="Use">What for: console, or listener and its name.</param>
/// <param name="File">As configured.</param>
/// <param name="Subject">Whose it is; null like all that follows when it cannot be read.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="Names">Host names and addresses it is good for.</param>
/// <param name="NotBefore">When it begins to be good.</param>
/// <param name="NotAfter">When it ends.</param>
/// <param name="DaysLeft">Whole days until then; negative when they are over.</param>
/// <param name="Fingerprint">SHA-256, hexadecimal.</param>
/// <param name="IsSelfSigned">Whether nobody else vouches for it.</param>
/// <param name="Problem">What is wrong with it, or null.</param>
internal sealed record CertificateRow(
    string Use, string File, string? Subject, string? Issuer, IReadOnlyList<string> Names, DateTime? NotBefore, DateTime? NotAfter,
    int? DaysLeft, string? Fingerprint, bool IsSelfSigned, string? Problem);

/// <summary>All certificates.</summary>
internal sealed record CertificatesAnswer(IReadOnlyList<CertificateRow> Items);
