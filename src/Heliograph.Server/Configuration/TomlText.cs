using System.Globalization;
using System.Text;

namespace Heliograph.Server.Configuration;

/// <summary>Texts as they stand in a TOML file.</summary>
internal static class TomlText
{
    /// <summary>Whether a control character other than a tab is in it, which no value of a setting has.</summary>
    public static bool HasControl(string text) => text.Any(character => char.IsControl(character) && character != '\t');

    /// <summary>A basic string: in quotes, with escapes for what may not stand in one.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            if (character is '"' or '\\') quoted.Append('\\').Append(character);
            else if (char.IsControl(character)) quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            else quoted.Append(character);
        }

        return quoted.Append('"').ToString();
    }
}
