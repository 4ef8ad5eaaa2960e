using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>A certificate that is shown to clients, with its key and those that vouch for it. Immutable.</summary>
internal sealed class ServerCertificate
{
    private ServerCertificate(string file, X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        (File, Certificate) = (file, certificate);
        Context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        Names = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames()).Select(name => name.ToLowerInvariant())];
    }

    /// <summary>Where it was read from.</summary>
    public string File { get; }

    public X509Certificate2 Certificate { get; }

    public SslStreamCertificateContext Context { get; }

    /// <summary>The names of servers it is for, in lower case; one may begin with <c>*.</c></summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads the files of one.</summary>
    /// <param name="file">With the certificate.</param>
    /// <param name="keyFile">With its key; empty when that is in the same file.</param>
    /// <param name="now">When it is to be good.</param>
    /// <exception cref="OperatorException">A file cannot be read, does not hold what it should, is not good now, or they do not belong together.</exception>
    public static ServerCertificate Load(string file, string keyFile, DateTimeOffset now) => TlsFiles.Read(
        $"the certificate {file}", "tls_certificate names a PEM file with the certificate, and tls_key the one with its key, or tls_certificate a PFX file without password",
        () =>
        {
            var (certificate, chain) = Read(file, keyFile);
            if (now > certificate.NotAfter) throw new OperatorException($"the certificate {file} has expired on {certificate.NotAfter:yyyy-MM-dd}", "Renew it");
            if (now < certificate.NotBefore)
                throw new OperatorException($"the certificate {file} is good from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC only", "Wait until then, or set the clock of this machine right");
            return new ServerCertificate(file, certificate, chain);
        });

    /// <summary>Reads the certificate of a file, without its key.</summary>
    public static X509Certificate2 ReadPublic(string file)
    {
        if (!IsPkcs12(file)) return X509Certificate2.CreateFromPem(System.IO.File.ReadAllText(file));
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password: null);
        return all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("it holds no key");
    }

    private static bool IsPkcs12(string file) => Path.GetExtension(file) is ".pfx" or ".p12";

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Read(string file, string keyFile)
    {
        var chain = new X509Certificate2Collection();
        if (IsPkcs12(file))
        {
            chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password: null);
            var own = chain.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("it holds no key");
            chain.Remove(own);
            return (own, chain);
        }

        using var read = X509Certificate2.CreateFromPemFile(file, keyFile.Length > 0 ? keyFile : null);
        chain.ImportFromPemFile(file);
        if (chain.Count > 0) chain.RemoveAt(0);
        // A key that has just been read is of no use to the TLS of Windows: it has to come out of a store.
        return (X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null), chain);
    }
}
