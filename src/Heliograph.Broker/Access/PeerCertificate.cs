namespace Heliograph.Broker.Access;

/// <summary>What a client certificate says of its owner. It was found good before anybody sees this.</summary>
/// <param name="Subject">The distinguished name as RFC 4514 writes it, such as <c>CN=sensor-1,O=Example</c>.</param>
/// <param name="CommonName">The common name of the subject; null without one.</param>
/// <param name="AlternativeNames">The names of the extension SubjectAlternativeName: DNS, email, URI, in their order.</param>
/// <param name="Fingerprint">SHA-256 of the certificate, in hexadecimal capitals.</param>
public sealed record PeerCertificate(string Subject, string? CommonName, IReadOnlyList<AlternativeName> AlternativeNames, string Fingerprint);

/// <summary>The kinds of alternative names that can name a user.</summary>
public enum AlternativeNameKind : byte
{
    /// <summary>An email address.</summary>
    Email,

    /// <summary>A DNS name.</summary>
    Dns,

    /// <summary>A URI.</summary>
    Uri,
}

/// <summary>One name of the extension SubjectAlternativeName.</summary>
public readonly record struct AlternativeName(AlternativeNameKind Kind, string Text);
