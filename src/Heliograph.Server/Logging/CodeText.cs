using System.Globalization;
using System.Text;

namespace Heliograph.Server.Logging;

/// <summary>Puts codes of the standard into words.</summary>
internal static class CodeText
{
    /// <summary><c>BadUserNameOrPassword</c> becomes <c>bad user name or password (0x86)</c>; success codes have no number.</summary>
    public static string Words<T>(T code)
        where T : struct, Enum
    {
        var words = new StringBuilder();
        foreach (var letter in code.ToString().Replace("QoS", "Qos", StringComparison.Ordinal))
        {
            if (char.IsUpper(letter) && words.Length > 0) words.Append(' ');
            words.Append(char.ToLowerInvariant(letter));
        }

        words.Replace("qos", "QoS");
        var number = Convert.ToInt32(code, CultureInfo.InvariantCulture);
        return number >= 0x80 ? string.Create(CultureInfo.InvariantCulture, $"{words} (0x{number:X2})") : words.ToString();
    }
}
