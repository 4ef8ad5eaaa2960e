using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Heliograph.Cli.Commands.Tls;

/// <summary>What a client that takes care would say of a server's certificates.</summary>
internal static class CertificateComplaints
{
    private const int RsaBitsLeast = 2_048, DaysSoon = 21;
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";

    /// <param name="certificates">The server's own, then what it sent besides.</param>
    /// <param name="name">What the client asked for.</param>
    /// <param name="authorities">Whom the client trusts; null for whom this system does.</param>
    /// <param name="now">When.</param>
    public static IEnumerable<string> Of(IReadOnlyList<X509Certificate2> certificates, string name, X509Certificate2Collection? authorities, DateTime now)
    {
        var own = certificates[0];
        if (!own.MatchesHostname(name, allowWildcards: true, allowCommonName: false))
            yield return $"the certificate is not for {name}: {(NamesOf(own) is { Length: > 0 } names ? $"it is for {names}" : "it has no names (SubjectAlternativeName), and a common name alone is not taken any more")}";
        var (begins, ends) = (own.NotBefore.ToUniversalTime(), own.NotAfter.ToUniversalTime());
        if (now < begins) yield return $"the certificate is good from {begins:yyyy-MM-dd HH:mm} UTC only";
        if (now > ends) yield return $"the certificate has expired on {ends:yyyy-MM-dd}";
        else if (ends - now < TimeSpan.FromDays(DaysSoon)) yield return $"the certificate expires on {ends:yyyy-MM-dd}, in {(ends - now).TotalDays:0.#} days";
        if (own.GetRSAPublicKey() is { } rsa && rsa.KeySize < RsaBitsLeast) yield return $"the key is RSA of {rsa.KeySize} bits; less than {RsaBitsLeast} is refused";
        if (own.SignatureAlgorithm.FriendlyName is { } algorithm && algorithm.Contains("sha1", StringComparison.OrdinalIgnoreCase)) yield return $"the certificate is signed with {algorithm}";
        if (own.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } uses && !uses.EnhancedKeyUsages.Cast<Oid>().Any(use => use.Value == ServerUse))
            yield return "the certificate is not for servers";
        foreach (var complaint in OfChain(certificates, authorities, now)) yield return complaint;
    }

    /// <summary>Host names and addresses, in words; empty for none.</summary>
    public static string NamesOf(X509Certificate2 certificate) => string.Join(", ", certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString()))));

    private static List<string> OfChain(IReadOnlyList<X509Certificate2> certificates, X509Certificate2Collection? authorities, DateTime now)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now;
        policy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid; // told above
        foreach (var certificate in certificates) policy.ExtraStore.Add(certificate);
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        if (chain.Build(certificates[0])) return [];
        var last = chain.ChainElements[^1].Certificate;
        var who = authorities is null ? "none that this system trusts" : "not in the file of --cafile";
        var problems = chain.ChainStatus.Select(status => status.Status).ToList();
        if (problems.Contains(X509ChainStatusFlags.PartialChain))
            return [$"the chain ends at {last.Subject}: its issuer, {last.Issuer}, was not sent and is {who}"];
        if (problems.Contains(X509ChainStatusFlags.UntrustedRoot))
            return [certificates.Count == 1 && last.Thumbprint == certificates[0].Thumbprint ? $"the certificate is signed by itself, and is {who}" : $"the authority {last.Subject} is {who}"];
        return [.. chain.ChainStatus.Select(status => status.StatusInformation.TrimEnd('.', ' ', '\n'))];
    }
}
