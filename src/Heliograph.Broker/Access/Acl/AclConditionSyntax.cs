using System.Globalization;

namespace Heliograph.Broker.Access.Acl;

/// <summary>Reads one condition of a rule: <c>qos&lt;=1</c>, <c>qos&gt;=1</c>, <c>qos=0</c>, <c>retain=true</c>, <c>payload&lt;=64KB</c>, <c>payload&gt;64KB</c>.</summary>
internal static class AclConditionSyntax
{
    private static readonly (string Unit, long Factor)[] Units =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("KB", 1_000), ("MB", 1_000_000), ("B", 1), ("", 1)];

    /// <summary>Whether a word is meant as a condition, right or wrong.</summary>
    public static bool IsOne(string word) => NameOf(word) is "qos" or "retain" or "payload";

    /// <returns>Null when it says nothing that can be understood.</returns>
    public static AclConditions? TryAdd(AclConditions to, string word)
    {
        var name = NameOf(word);
        var rest = word[name.Length..];
        var sign = rest.StartsWith("<=", StringComparison.Ordinal) ? "<=" : rest.StartsWith(">=", StringComparison.Ordinal) ? ">=" : rest[..1];
        var value = rest[sign.Length..];
        return (name, sign, value) switch
        {
            ("qos", "<=", "0" or "1" or "2") => to with { QoSMax = (byte)(value[0] - '0') },
            ("qos", ">=", "0" or "1" or "2") => to with { QoSMin = (byte)(value[0] - '0') },
            ("qos", "=", "0" or "1" or "2") => to with { QoSMin = (byte)(value[0] - '0'), QoSMax = (byte)(value[0] - '0') },
            ("retain", "=", "true" or "false") => to with { Retain = value == "true" },
            ("payload", "<=", _) when BytesOf(value) is { } bytes => to with { PayloadMax = bytes },
            ("payload", ">", _) when BytesOf(value) is { } bytes => to with { PayloadMin = bytes + 1 },
            _ => null,
        };
    }

    // All before the sign; the whole word when there is none.
    private static string NameOf(string word) => word.AsSpan().IndexOfAny('<', '>', '=') is var end and >= 0 ? word[..end] : "";

    private static long? BytesOf(string text)
    {
        foreach (var (unit, factor) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            return int.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number * factor : null;
        }

        return null;
    }
}
