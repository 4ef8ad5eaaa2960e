using System.Text;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Inspection;

/// <summary>Why a filter does not match a topic, and how near it is.</summary>
/// <param name="Nearness">100 for a slip of the pen, fewer for less; 0 when they have nothing in common.</param>
/// <param name="Words">Such as "level 2 is 'b' in the filter and 'c' in the topic".</param>
internal readonly record struct FilterMismatch(int Nearness, string Words)
{
    /// <param name="filter">Without a share prefix; it does not match.</param>
    /// <param name="topic">A topic name.</param>
    public static FilterMismatch Of(string filter, string topic)
    {
        if (Matches(filter.ToLowerInvariant(), topic.ToLowerInvariant())) return new(100, $"upper and lower case differ: {FirstDifference(filter, topic)}");
        if (topic.StartsWith('$') && filter[0] is '+' or '#')
            return new(95, "a filter that begins with a wildcard does not match topics that begin with $");
        if (Matches(Trimmed(filter), Trimmed(topic))) return new(99, "a level has blanks at its beginning or end in one of them");
        if (Matches(filter, topic.TrimStart('/')) || Matches(filter, "/" + topic))
            return new(98, topic.StartsWith('/') ? "the topic begins with / and the filter does not, so the topic has an empty first level" : "the filter begins with / and the topic does not, so the filter has an empty first level");
        if (Matches(filter, topic.TrimEnd('/')) || Matches(filter, topic + "/"))
            return new(97, topic.EndsWith('/') ? "the topic ends with / and the filter does not, so the topic has an empty last level" : "the filter ends with / and the topic does not, so the filter has an empty last level");
        return ByLevels(filter.Split('/'), topic.Split('/'));
    }

    private static FilterMismatch ByLevels(string[] filter, string[] topic)
    {
        var same = 0;
        while (same < filter.Length && same < topic.Length && (filter[same] == topic[same] || filter[same] == "+")) same++;
        if (same < filter.Length && same < topic.Length)
        {
            var rest = filter[^1] == "#" || filter.Length == topic.Length ? "" : $", and it has {filter.Length} levels where the topic has {topic.Length}";
            return new(90 * same / Math.Max(filter.Length, topic.Length), $"level {same + 1} is '{filter[same]}' in the filter and '{topic[same]}' in the topic{rest}");
        }

        var counts = $"the filter has {filter.Length} {(filter.Length == 1 ? "level" : "levels")} and the topic {topic.Length}";
        if (same < filter.Length) return new(85, counts);
        return new(85, filter[^1] == "+" ? $"{counts}: + stands for one level, # at the end for any number" : $"{counts}: a filter matches whole topics, so it would have to end with /#");
    }

    private static string FirstDifference(string filter, string topic)
    {
        foreach (var (wanted, given) in filter.Split('/').Zip(topic.Split('/')))
        {
            if (wanted != given && wanted is not ("+" or "#")) return $"'{wanted}' in the filter, '{given}' in the topic";
        }

        return "in a level of them";
    }

    private static string Trimmed(string topic) => string.Join('/', topic.Split('/').Select(level => level.Trim()));

    private static bool Matches(string filter, string topic)
    {
        var bytes = Encoding.UTF8.GetBytes(filter);
        return TopicFilter.IsValid(bytes) && topic.Length > 0 && TopicFilter.Matches(bytes, Encoding.UTF8.GetBytes(topic));
    }
}
