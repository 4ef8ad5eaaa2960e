namespace Heliograph.Server.Security.Chain;

/// <summary>What of a client certificate is the user name.</summary>
public enum CertificateUser : byte
{
    /// <summary>The common name of the subject.</summary>
    CommonName,

    /// <summary>The whole subject, as RFC 4514 writes it.</summary>
    Subject,

    /// <summary>The first DNS name of SubjectAlternativeName.</summary>
    Dns,

    /// <summary>Its first email address.</summary>
    Email,

    /// <summary>Its first URI.</summary>
    Uri,
}
