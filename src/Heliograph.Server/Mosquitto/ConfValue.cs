using System.Globalization;
using Heliograph.Server.Configuration;

namespace Heliograph.Server.Mosquitto;

/// <summary>The forms that values have.</summary>
internal static class ConfValue
{
    /// <summary>What is wrong with a value and what to write; null when nothing is.</summary>
    public static string? Fault(ConfOption option, string value) => option.Form switch
    {
        _ when value.Length == 0 => $"the value is missing; write: {option.Name} {Example(option.Form)}",
        _ when TomlText.HasControl(value) => "a control character is in it; write the line anew",
        ConfForm.Flag when value is not ("true" or "false") => "write true or false",
        ConfForm.Number when Number(value) is not { } number || number < option.Least || number > option.Most =>
            $"write a whole number from {option.Least} to {option.Most}",
        ConfForm.Text when option.Words.Count > 0 && !option.Words.Contains(value) => $"write {string.Join(" or ", option.Words)}",
        ConfForm.Ciphers => CipherNames.Fault(option.Name, value),
        ConfForm.Duration when Seconds(value) is null => "write a whole number and s, h, d, w, m or y, such as 2w",
        _ => null,
    };

    /// <summary>A whole number; null when it is none.</summary>
    public static long? Number(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A duration in seconds; null when it is none. As there: a month has 30 days, a year 365.</summary>
    public static long? Seconds(string value)
    {
        if (value.Length < 2 || Number(value[..^1]) is not { } number || number is < 1 or > 1_000_000) return null;
        const long day = 86_400;
        return value[^1] switch
        {
            's' => number,
            'h' => 3_600 * number,
            'd' => day * number,
            'w' => 7 * day * number,
            'm' => 30 * day * number,
            'y' => 365 * day * number,
            _ => null,
        };
    }

    private static string Example(ConfForm form) => form switch
    {
        ConfForm.Flag => "true",
        ConfForm.Number => "NUMBER",
        ConfForm.Duration => "2w",
        _ => "VALUE",
    };
}
