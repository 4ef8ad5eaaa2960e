using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>The name of a certificate's owner: relative names, the most general first, each of one part or several.</summary>
/// <param name="Parts">As encoded.</param>
internal sealed record DistinguishedName(IReadOnlyList<IReadOnlyList<DistinguishedName.Part>> Parts)
{
    // As OpenSSL writes them in its RFC 2253 form, so that rules written for Mosquitto's use_subject_as_username hold.
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["2.5.4.3"] = "CN", ["2.5.4.4"] = "SN", ["2.5.4.5"] = "serialNumber", ["2.5.4.6"] = "C", ["2.5.4.7"] = "L", ["2.5.4.8"] = "ST",
        ["2.5.4.9"] = "street", ["2.5.4.10"] = "O", ["2.5.4.11"] = "OU", ["2.5.4.12"] = "title", ["2.5.4.13"] = "description",
        ["2.5.4.42"] = "GN", ["2.5.4.43"] = "initials", ["2.5.4.46"] = "dnQualifier", ["0.9.2342.19200300.100.1.1"] = "UID",
        ["0.9.2342.19200300.100.1.25"] = "DC", ["1.2.840.113549.1.9.1"] = "emailAddress",
    };

    /// <summary>One attribute.</summary>
    /// <param name="Type">Its object identifier.</param>
    /// <param name="Text">Its value; null when that is no text.</param>
    /// <param name="Encoded">Its value in DER.</param>
    public readonly record struct Part(string Type, string? Text, ReadOnlyMemory<byte> Encoded);

    /// <summary>Reads a name in DER.</summary>
    /// <exception cref="AsnContentException">It is none.</exception>
    public static DistinguishedName Read(ReadOnlyMemory<byte> encoded)
    {
        var names = new List<IReadOnlyList<Part>>();
        var sequence = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        while (sequence.HasData)
        {
            // BER is lenient about the order in the set; what CAs write is not always DER there.
            var set = sequence.ReadSetOf(skipSortOrderValidation: true);
            var parts = new List<Part>();
            while (set.HasData) parts.Add(ReadPart(set.ReadSequence()));
            names.Add(parts);
        }

        return new(names);
    }

    /// <summary>As RFC 4514 writes it: the most particular name first.</summary>
    public override string ToString() =>
        string.Join(',', Parts.Reverse().Select(parts => string.Join('+', parts.Select(Write))));

    private static Part ReadPart(AsnReader attribute)
    {
        var type = attribute.ReadObjectIdentifier();
        var encoded = attribute.PeekEncodedValue();
        var tag = attribute.PeekTag();
        return new(type, tag.TagClass == TagClass.Universal ? AsnText.TryRead(attribute, tag, (UniversalTagNumber)tag.TagValue) : null, encoded);
    }

    private static string Write(Part part) => Keywords.TryGetValue(part.Type, out var keyword) && part.Text is { } text
        ? $"{keyword}={Escape(text)}"
        : $"{part.Type}=#{Convert.ToHexString(part.Encoded.Span)}";

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            var isAtEdge = at == 0 || at == text.Length - 1;
            if (char.IsControl(character)) AppendOctets(escaped, character);
            else if (@"""+,;<>\".Contains(character, StringComparison.Ordinal) || (character == '#' && at == 0) || (character == ' ' && isAtEdge)) escaped.Append('\\').Append(character);
            else escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static void AppendOctets(StringBuilder escaped, char character)
    {
        foreach (var octet in Encoding.UTF8.GetBytes([character])) escaped.Append('\\').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
    }
}
