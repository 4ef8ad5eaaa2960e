using System.Formats.Asn1;
using System.Text;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>Text in ASN.1, as certificates have it.</summary>
internal static class AsnText
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>Reads a text; null when it is none, and then the reader is where it was.</summary>
    /// <remarks>Authorities write an @ or a * where the type has none: what it promises of the characters is not asked for.</remarks>
    public static string? TryRead(AsnReader reader, Asn1Tag tag, UniversalTagNumber type)
    {
        if (EncodingOf(type) is not { } encoding || !reader.TryReadPrimitiveCharacterStringBytes(tag, out var bytes)) return null;
        try
        {
            return encoding.GetString(bytes.Span);
        }
        catch (DecoderFallbackException failure)
        {
            throw new AsnContentException("a name is not UTF-8", failure);
        }
    }

    private static Encoding? EncodingOf(UniversalTagNumber type) => type switch
    {
        UniversalTagNumber.UTF8String => StrictUtf8,
        UniversalTagNumber.BMPString => Encoding.BigEndianUnicode,
        UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String or UniversalTagNumber.T61String or UniversalTagNumber.NumericString => Encoding.Latin1,
        _ => null,
    };
}
