using System.Text;

namespace Heliograph.Broker.Access.Acl;

/// <summary>What a rule's topic filter must look like, with the remedy where it does not.</summary>
internal static class RuleFilterSyntax
{
    private const int FilterBytesMax = 65_535;

    public static bool IsValid(string filter, bool isPattern, out string remedy)
    {
        remedy = Remedy(filter, isPattern) ?? "";
        return remedy.Length == 0;
    }

    private static string? Remedy(string filter, bool isPattern)
    {
        if (Encoding.UTF8.GetByteCount(filter) > FilterBytesMax) return $"a topic has at most {FilterBytesMax} bytes";
        if (filter.StartsWith("$share/", StringComparison.Ordinal))
            return "rules speak of the topics; leave out $share/ and the group's name";
        var levels = filter.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            var remedy = Remedy(levels[i], isLast: i == levels.Length - 1, isPattern);
            if (remedy is not null) return remedy;
        }

        return null;
    }

    private static string? Remedy(string level, bool isLast, bool isPattern)
    {
        if (level == "#") return isLast ? null : "# may only be the last level [MQTT-4.7.1-1]";
        if (level == "+") return null;
        if (level.AsSpan().IndexOfAny('+', '#') >= 0)
            return $"a wildcard is a whole level [MQTT-4.7.1-2]; '{level}' mixes it with other characters";
        if (isPattern && level is not ("%u" or "%c") && (level.Contains("%u") || level.Contains("%c")))
            return $"%u and %c are whole levels; '{level}' mixes them with other characters";
        return null;
    }
}
