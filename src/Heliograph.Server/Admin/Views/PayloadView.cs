using System.Text;
using System.Text.Unicode;

namespace Heliograph.Server.Admin.Views;

/// <summary>A payload for people: as text where it is one, as base64 otherwise; only the beginning of a long one.</summary>
internal sealed record PayloadView(int Size, string? Text, string? Base64, bool IsTruncated)
{
    private const int BytesMax = 4_096;

    public static PayloadView Of(ReadOnlySpan<byte> payload, int bytesMax = BytesMax)
    {
        var isTruncated = payload.Length > bytesMax;
        var shown = isTruncated ? payload[..bytesMax] : payload;
        var text = isTruncated ? WholeCharacters(shown) : shown;
        return IsPrintable(text)
            ? new(payload.Length, Encoding.UTF8.GetString(text), null, isTruncated)
            : new(payload.Length, null, Convert.ToBase64String(shown), isTruncated);
    }

    // A cut may go through a character.
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.Length;
        while (end > 0 && end > bytes.Length - 4 && (bytes[end - 1] & 0xC0) == 0x80) end--;
        return end > 0 && bytes[end - 1] >= 0xC0 ? bytes[..(end - 1)] : bytes;
    }

    private static bool IsPrintable(ReadOnlySpan<byte> bytes)
    {
        foreach (var octet in bytes)
        {
            if (octet < 0x20 && octet is not ((byte)'\t' or (byte)'\n' or (byte)'\r')) return false;
        }

        return Utf8.IsValid(bytes);
    }
}
