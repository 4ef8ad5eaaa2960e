using System.Globalization;
using System.Text;

namespace Heliograph.Server.Logging;

/// <summary>Makes text that came from outside fit for one line of a log or terminal.</summary>
internal static class LogText
{
    /// <summary>Characters of one value that are shown; an ellipsis stands for the rest.</summary>
    public const int CharactersMax = 256;

    /// <summary>Escapes control characters as <c>\n</c>, <c>\t</c> or <c>\u001B</c> and bounds the length.</summary>
    public static string Escape(string text, int charactersMax = CharactersMax)
    {
        if (text.Length <= charactersMax && !HasHarm(text)) return text;
        var escaped = new StringBuilder(Math.Min(text.Length, charactersMax) + 16);
        AppendEscaped(escaped, text, charactersMax);
        return escaped.ToString();
    }

    /// <summary>The same for UTF-8; ill-formed bytes show as U+FFFD.</summary>
    public static string Escape(ReadOnlySpan<byte> utf8, int charactersMax = CharactersMax)
    {
        // A character takes at most three bytes of UTF-8 for each UTF-16 unit, so more can never be shown.
        var shown = utf8.Length <= 3L * charactersMax ? utf8 : utf8[..(3 * charactersMax + 3)];
        return Escape(Encoding.UTF8.GetString(shown), charactersMax);
    }

    private static void AppendEscaped(StringBuilder line, string text, int charactersMax)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (index >= charactersMax)
            {
                line.Append('…');
                return;
            }

            var character = text[index];
            if (char.IsHighSurrogate(character) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
                line.Append(character).Append(text[++index]);
            else if (IsHarmful(character))
                line.Append(Escaped(character));
            else
                line.Append(character);
        }
    }

    private static bool HasHarm(string text)
    {
        foreach (var character in text)
            if (char.IsSurrogate(character) || IsHarmful(character)) return true;
        return false;
    }

    // Controls move cursors and end lines; format characters such as U+202E reorder what people see.
    private static bool IsHarmful(char character) => char.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;

    private static string Escaped(char character) => character switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
    };
}
