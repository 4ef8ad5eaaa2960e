using System.Globalization;

namespace Heliograph.Server.Security;

/// <summary>Reads the fields of a hash's text.</summary>
internal static class HashFields
{
    /// <summary>A decimal number within bounds, without signs, spaces or leading zeros.</summary>
    public static bool TryReadNumber(string field, int min, int max, out int value) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && field[0] != '0' && value >= min && value <= max;

    /// <summary>Base64 of a number of bytes within bounds.</summary>
    /// <param name="field">With or without the padding.</param>
    /// <param name="min">Bytes.</param>
    /// <param name="max">Bytes.</param>
    /// <param name="bytes">Empty when it is not.</param>
    public static bool TryReadBytes(string field, int min, int max, out byte[] bytes)
    {
        bytes = [];
        if (field.Length > (4 * max / 3) + 4) return false;
        var padded = field.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var buffer = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, buffer, out var count) || count < min || count > max) return false;
        bytes = buffer[..count];
        return true;
    }
}
