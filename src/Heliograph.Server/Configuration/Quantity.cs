using System.Globalization;

namespace Heliograph.Server.Configuration;

/// <summary>Numbers with a unit, such as <c>10s</c> and <c>2MB</c>: how they are read and written.</summary>
internal sealed class Quantity(params (string Unit, long Factor)[] units)
{
    /// <summary>Bytes. Decimal and binary units are told apart as the standards of units do.</summary>
    public static Quantity Bytes { get; } = new(
        ("B", 1), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40));

    /// <summary>Time, in milliseconds.</summary>
    public static Quantity Milliseconds { get; } = new(
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000));

    /// <summary>The units, smallest first within a family.</summary>
    public string Units => string.Join(", ", units.Select(unit => unit.Unit));

    /// <summary>Reads a number directly followed by a unit; false for anything else, a fraction of the base unit included.</summary>
    public bool TryParse(string text, out long value)
    {
        value = 0;
        var digits = text.AsSpan().Trim();
        var unitStart = digits.LastIndexOfAnyInRange('0', '9') + 1;
        var unit = digits[unitStart..].Trim().ToString();
        foreach (var (name, factor) in units)
        {
            if (name != unit) continue;
            const NumberStyles Style = NumberStyles.AllowDecimalPoint;
            if (!decimal.TryParse(digits[..unitStart], Style, CultureInfo.InvariantCulture, out var number)) return false;
            if (number > long.MaxValue / factor) number = long.MaxValue / factor;
            if (number * factor != decimal.Floor(number * factor)) return false;
            value = (long)(number * factor);
            return true;
        }

        return false;
    }

    /// <summary>Writes with the largest unit that divides the value.</summary>
    public string Format(long value)
    {
        var best = units[0];
        foreach (var unit in units)
            if (value != 0 && value % unit.Factor == 0 && unit.Factor > best.Factor) best = unit;
        return string.Create(CultureInfo.InvariantCulture, $"{value / best.Factor}{best.Unit}");
    }
}
