using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Broker.Access;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>Reads from a client certificate what the broker may want to know of its owner.</summary>
internal static class PeerCertificates
{
    private const string CommonName = "2.5.4.3", AlternativeNames = "2.5.29.17";

    // Of the choices of GeneralName (RFC 5280, 4.2.1.6): an email address, a DNS name and a URI. All are IA5 text.
    private static readonly Dictionary<int, AlternativeNameKind> TextNames =
        new() { [1] = AlternativeNameKind.Email, [2] = AlternativeNameKind.Dns, [6] = AlternativeNameKind.Uri };

    /// <exception cref="AsnContentException">It is not encoded as it should be.</exception>
    public static PeerCertificate Read(X509Certificate2 certificate)
    {
        var subject = DistinguishedName.Read(certificate.SubjectName.RawData);
        var commonName = subject.Parts.SelectMany(part => part).FirstOrDefault(part => part.Type == CommonName).Text;
        return new(
            subject.ToString(), IsName(commonName) ? commonName : null, NamesOf(certificate), certificate.GetCertHashString(HashAlgorithmName.SHA256));
    }

    private static AlternativeName[] NamesOf(X509Certificate2 certificate)
    {
        var names = new List<AlternativeName>();
        foreach (var extension in certificate.Extensions.Where(extension => extension.Oid?.Value == AlternativeNames))
        {
            var sequence = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData)
            {
                var tag = sequence.PeekTag();
                if (TextNames.TryGetValue(tag.TagValue, out var kind) && AsnText.TryRead(sequence, tag, UniversalTagNumber.IA5String) is { } name) names.Add(new(kind, name));
                else sequence.ReadEncodedValue();
            }
        }

        return [.. names.Where(name => IsName(name.Text))];
    }

    // A name with a NUL in it has deceived readers that stop there: it is none.
    private static bool IsName(string? text) => text is { Length: > 0 } && !text.Any(char.IsControl);
}
