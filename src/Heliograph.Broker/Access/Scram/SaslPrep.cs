using System.Buffers;
using System.Globalization;
using System.Text;

namespace Heliograph.Broker.Access.Scram;

/// <summary>Prepares user names and passwords for comparison, as SASLprep (RFC 4013) as far as .NET offers it.</summary>
/// <remarks>
/// Done: other spaces become U+0020, characters that SASLprep maps to nothing are left out, control, private-use,
/// surrogate and unassigned code points are refused. NFKC is applied where the process has globalization data; with
/// InvariantGlobalization, as in the heliograph program, .NET leaves the text as it is, so names and passwords must be
/// composed alike on both sides, as keyboards do. The rule against mixed writing directions is not checked.
/// </remarks>
public static class SaslPrep
{
    /// <returns>Null when the text has a refused character, or nothing is left of it.</returns>
    public static string? Prepare(string text)
    {
        var mapped = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done) return null;
            rest = rest[used..];
            if (IsMappedToNothing(rune.Value)) continue;
            var category = Rune.GetUnicodeCategory(rune);
            if (IsRefused(category)) return null;
            mapped.Append(category == UnicodeCategory.SpaceSeparator ? " " : rune.ToString());
        }

        return mapped.Length == 0 ? null : mapped.ToString().Normalize(NormalizationForm.FormKC);
    }

    private static bool IsRefused(UnicodeCategory category) => category is
        UnicodeCategory.Control or
        UnicodeCategory.PrivateUse or
        UnicodeCategory.Surrogate or
        UnicodeCategory.OtherNotAssigned or
        UnicodeCategory.LineSeparator or
        UnicodeCategory.ParagraphSeparator;

    // RFC 3454 table B.1.
    private static bool IsMappedToNothing(int codePoint) => codePoint is
        0x00AD or 0x034F or 0x1806 or (>= 0x180B and <= 0x180D) or (>= 0x200B and <= 0x200D) or 0x2060 or
        (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;
}
