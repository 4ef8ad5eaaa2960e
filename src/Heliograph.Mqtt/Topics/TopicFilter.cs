namespace Heliograph.Mqtt.Topics;

/// <summary>Rules of topic filters, section 4.7. Bytes are known to be valid UTF-8 without U+0000 already.</summary>
public static class TopicFilter
{
    /// <summary>Non-empty; # alone in the last level, + alone in its level [MQTT-4.7.1-1] [MQTT-4.7.1-2] [MQTT-4.7.3-1].</summary>
    /// <remarks>For a shared subscription this is the part behind the share name.</remarks>
    public static bool IsValid(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty) return false;
        if (!HasWildcards(filter)) return true;
        var levels = new TopicLevels(filter);
        while (levels.MoveNext())
        {
            var level = levels.Current;
            if (!HasWildcards(level)) continue;
            if (level.Length != 1 || (level[0] == (byte)'#' && !levels.IsLast)) return false;
        }

        return true;
    }

    public static bool HasWildcards(ReadOnlySpan<byte> filter) => filter.IndexOfAny((byte)'+', (byte)'#') >= 0;

    /// <summary>Whether the filter asks for a shared subscription, well formed or not [MQTT-4.8.2-1].</summary>
    public static bool IsShared(ReadOnlySpan<byte> filter) =>
        filter.StartsWith("$share"u8) && (filter.Length == 6 || filter[6] == (byte)'/');

    /// <summary>Splits <c>$share/name/filter</c>.</summary>
    /// <returns>False when name or filter is missing or not valid [MQTT-4.8.2-1] [MQTT-4.8.2-2].</returns>
    public static bool TrySplitShared(
        ReadOnlySpan<byte> shared, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> filter)
    {
        name = filter = default;
        if (!shared.StartsWith("$share/"u8)) return false;
        var rest = shared[7..];
        var slash = rest.IndexOf((byte)'/');
        if (slash <= 0) return false;
        name = rest[..slash];
        filter = rest[(slash + 1)..];
        return !HasWildcards(name) && IsValid(filter);
    }

    /// <summary>Whether a topic name matches, level by level; the plain twin of the routing trie.</summary>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> name)
    {
        var wanted = new TopicLevels(filter);
        var given = new TopicLevels(name);
        var leading = TopicName.IsReserved(name); // a leading wildcard does not match it [MQTT-4.7.2-1]
        while (wanted.MoveNext())
        {
            var isWildcard = HasWildcards(wanted.Current);
            if (leading && isWildcard) return false;
            leading = false;
            if (isWildcard && wanted.Current[0] == (byte)'#') return true; // the parent level too
            if (!given.MoveNext()) return false;
            if (!isWildcard && !wanted.Current.SequenceEqual(given.Current)) return false;
        }

        return !given.MoveNext();
    }
}
