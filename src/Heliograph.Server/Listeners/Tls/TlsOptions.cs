using Heliograph.Server.Admin;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>TLS at one listener.</summary>
public sealed record TlsOptions
{
    /// <summary>The file with the certificate and those that vouch for it, in PEM, or with the key as well as PFX (.pfx, .p12). Relative to the instance folder. Empty: no TLS.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>The file with the key in PEM; empty when it is in the certificate's file.</summary>
    public string Key { get; init; } = "";

    /// <summary>Further certificates, for clients that ask for a name in them; others get <see cref="Certificate"/>.</summary>
    public NameList FurtherCertificates { get; init; } = new();

    /// <summary>Their keys in the same order; empty when each is in the certificate's file.</summary>
    public NameList FurtherKeys { get; init; } = new();

    /// <summary>The cipher suites that are spoken, by the names of IANA's list; empty leaves it to the system.</summary>
    public NameList Ciphers { get; init; } = new();

    /// <summary>The least version.</summary>
    public TlsVersion Minimum { get; init; } = TlsVersion.Tls12;

    /// <summary>Whether clients show a certificate.</summary>
    public ClientCertificateUse ClientCertificate { get; init; } = ClientCertificateUse.None;

    /// <summary>The file with the authorities, in PEM, that client certificates must come from.</summary>
    public string ClientAuthority { get; init; } = "";

    /// <summary>The file with the revocation lists of these authorities, in PEM or DER; empty for none.</summary>
    public string RevocationList { get; init; } = "";
}

/// <summary>A version of TLS.</summary>
public enum TlsVersion : byte
{
    Tls12,
    Tls13,
}

/// <summary>Whether clients show a certificate.</summary>
public enum ClientCertificateUse : byte
{
    /// <summary>None is asked for.</summary>
    None,

    /// <summary>One that is shown must be good; none may be shown.</summary>
    Wanted,

    /// <summary>Without a good one there is no connection.</summary>
    Required,
}
