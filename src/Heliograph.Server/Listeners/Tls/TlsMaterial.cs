using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>What a handshake needs, as read from the files at one time. Immutable.</summary>
internal sealed class TlsMaterial
{
    private static readonly List<SslApplicationProtocol> Spoken = [new("mqtt"), SslApplicationProtocol.Http11];

    private readonly SslServerAuthenticationOptions _unnamed;
    private readonly Dictionary<string, SslServerAuthenticationOptions> _named = new(StringComparer.OrdinalIgnoreCase);

    private TlsMaterial(TlsOptions options, IReadOnlyList<ServerCertificate> certificates, ClientTrust clients)
    {
        (Certificates, Clients) = (certificates, clients);
        var ciphers = CiphersOf(options);
        _unnamed = OptionsOf(options, certificates[0], ciphers);
        foreach (var certificate in certificates)
        {
            var own = certificate == certificates[0] ? _unnamed : OptionsOf(options, certificate, ciphers);
            foreach (var name in certificate.Names) _named.TryAdd(name, own); // the first that is for a name serves it
        }
    }

    /// <summary>The one for all, and those that are served to who asks for a name of theirs.</summary>
    public IReadOnlyList<ServerCertificate> Certificates { get; }

    /// <summary>Which certificates of clients are good.</summary>
    public ClientTrust Clients { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="OperatorException">One cannot be read, does not hold what it should, is not good now, or they do not belong together.</exception>
    public static TlsMaterial Load(TlsOptions options, TimeProvider time)
    {
        var (files, keys) = (options.FurtherCertificates.Names, options.FurtherKeys.Names);
        if (keys.Count > 0 && keys.Count != files.Count)
            throw new OperatorException($"tls_further_certificates names {files.Count} files and tls_further_keys {keys.Count}", "Name a key for each, in the same order, or none when the keys are in the certificates' files");
        var now = time.GetUtcNow();
        IReadOnlyList<ServerCertificate> certificates =
        [
            ServerCertificate.Load(options.Certificate, options.Key, now),
            .. files.Select((file, at) => ServerCertificate.Load(file, keys.Count > 0 ? keys[at] : "", now)),
        ];
        return new(options, certificates, ClientTrust.Load(options, time));
    }

    /// <summary>What is good for a time only.</summary>
    /// <param name="options">Whose files these are.</param>
    public IEnumerable<Expiring> Expiring(TlsOptions options) =>
    [
        .. Certificates.Select(one => new Expiring($"the certificate {one.File}", one.Certificate.Thumbprint, one.Certificate.NotAfter.ToUniversalTime(), "clients refuse it", IsList: false)),
        .. Clients.NextUpdate is { } next
            ? (Expiring[])[new($"the revocation list {options.RevocationList}", $"{options.RevocationList} {next:O}", next, "no client certificate is taken", IsList: true)]
            : [],
    ];

    /// <summary>What the handshake goes by with a client that asks for a name; empty for none.</summary>
    public SslServerAuthenticationOptions OptionsFor(string name)
    {
        if (name.Length == 0) return _unnamed;
        if (_named.TryGetValue(name, out var exact)) return exact;
        // A wildcard stands for the first level only (RFC 6125, 6.4.3).
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _named.TryGetValue($"*{name[dot..]}", out var wildcard) ? wildcard : _unnamed;
    }

    private SslServerAuthenticationOptions OptionsOf(TlsOptions options, ServerCertificate certificate, CipherSuitesPolicy? ciphers) => new()
    {
        ServerCertificateContext = certificate.Context,
        ApplicationProtocols = Spoken,
        EnabledSslProtocols = options.Minimum == TlsVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
        CipherSuitesPolicy = ciphers,
        ClientCertificateRequired = options.ClientCertificate != ClientCertificateUse.None,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck, // done by ClientTrust, from the file
        RemoteCertificateValidationCallback = Clients.IsGood,
    };

    private static CipherSuitesPolicy? CiphersOf(TlsOptions options)
    {
        if (options.Ciphers.Names.Count == 0) return null;
        // The systems where the type does not work say so themselves.
#pragma warning disable CA1416
        try
        {
            return new(options.Ciphers.Names.Select(name => Enum.Parse<TlsCipherSuite>(name)));
        }
        catch (PlatformNotSupportedException failure)
        {
            throw new OperatorException("tls_ciphers cannot be set on this system", "Remove it; the system's own policy holds, on Windows the order of cipher suites in its group policy", failure);
        }
#pragma warning restore CA1416
    }
}
