using System.Globalization;
using System.Text;

namespace Heliograph.Server.Mosquitto;

/// <summary>Writes a time as a format of strftime says.</summary>
internal static class LogTime
{
    /// <summary>Writes it. A conversion that is not known stands for itself.</summary>
    public static string Format(DateTimeOffset time, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] == '%' && i + 1 < format.Length) text.Append(Part(time, format[++i]));
            else text.Append(format[i]);
        }

        return text.ToString();
    }

    private static string Part(DateTimeOffset time, char conversion) => conversion switch
    {
        'a' => Text(time, "ddd"),
        'A' => Text(time, "dddd"),
        'b' or 'h' => Text(time, "MMM"),
        'B' => Text(time, "MMMM"),
        'c' => Format(time, "%a %b %e %H:%M:%S %Y"),
        'd' => Text(time, "dd"),
        'D' or 'x' => Text(time, "MM'/'dd'/'yy"),
        'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'F' => Text(time, "yyyy-MM-dd"),
        'H' => Text(time, "HH"),
        'I' => Text(time, "hh"),
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'm' => Text(time, "MM"),
        'M' => Text(time, "mm"),
        'p' => Text(time, "tt"),
        'R' => Text(time, "HH':'mm"),
        's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'S' => Text(time, "ss"),
        'T' or 'X' => Text(time, "HH':'mm':'ss"),
        'y' => Text(time, "yy"),
        'Y' => Text(time, "yyyy"),
        'z' or 'Z' => Text(time, "zzz").Replace(":", "", StringComparison.Ordinal),
        '%' => "%",
        _ => $"%{conversion}",
    };

    private static string Text(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}
