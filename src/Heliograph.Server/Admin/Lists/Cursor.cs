using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Heliograph.Server.Admin.Lists;

/// <summary>Where a page of a list ends: the key and the identity of its last entry. Opaque to whoever asks.</summary>
internal readonly record struct Cursor(SortKey Key, string Id)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{Key.Number}:{Key.Text.Length}:{Key.Text}{Id}")));

    public static bool TryParse(string text, out Cursor cursor)
    {
        cursor = default;
        if (!Base64Url.IsValid(text)) return false;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(':', 3);
        if (parts.Length < 3 || !long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > parts[2].Length)
            return false;
        cursor = new(new(number, parts[2][..length]), parts[2][length..]);
        return true;
    }
}
