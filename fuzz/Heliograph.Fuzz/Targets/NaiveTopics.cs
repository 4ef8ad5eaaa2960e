namespace Heliograph.Fuzz.Targets;

/// <summary>Section 4.7 written down as plainly as possible, over strings and recursion: the oracle of filters and trie.</summary>
public static class NaiveTopics
{
    public static bool IsValidFilter(string filter)
    {
        var levels = filter.Split('/');
        return filter.Length > 0 && levels.Select((level, index) => level switch
        {
            "#" => index == levels.Length - 1,
            "+" => true,
            _ => !level.Contains('#', StringComparison.Ordinal) && !level.Contains('+', StringComparison.Ordinal),
        }).All(valid => valid);
    }

    public static bool Matches(string filter, string name)
    {
        if (name.StartsWith('$') && (filter.StartsWith('+') || filter.StartsWith('#'))) return false;
        return Matches(filter.Split('/'), name.Split('/'));
    }

    private static bool Matches(ReadOnlySpan<string> filter, ReadOnlySpan<string> name)
    {
        if (filter.Length == 1 && filter[0] == "#") return true;
        if (filter.IsEmpty || name.IsEmpty) return filter.IsEmpty == name.IsEmpty;
        return (filter[0] == "+" || filter[0] == name[0]) && Matches(filter[1..], name[1..]);
    }
}
