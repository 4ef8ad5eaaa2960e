using System.Text;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Fuzz.Targets;

/// <summary>Topic names and filters against <see cref="NaiveTopics"/>. The input is filter, line feed, name.</summary>
public sealed class TopicsTarget : ITarget
{
    public string Name => "topics";

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        "/"u8.ToArray(), "+"u8.ToArray(), "#"u8.ToArray(), "$"u8.ToArray(), "/#"u8.ToArray(), "+/"u8.ToArray(),
        "$share/"u8.ToArray(), "$SYS/"u8.ToArray(), "\n"u8.ToArray(), "a"u8.ToArray(), "a/"u8.ToArray(),
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.UTF8.GetString(input);
        var line = text.IndexOf('\n', StringComparison.Ordinal);
        if (line < 0) return;
        var (filter, name) = (text[..line], text[(line + 1)..]);
        ReadOnlySpan<byte> filterBytes = Encoding.UTF8.GetBytes(filter), nameBytes = Encoding.UTF8.GetBytes(name);

        var valid = TopicFilter.IsValid(filterBytes);
        FindingException.Unless(valid == NaiveTopics.IsValidFilter(filter), "validity of the filter");
        var matches = TopicFilter.Matches(filterBytes, nameBytes);
        if (valid && TopicName.IsValid(nameBytes))
            FindingException.Unless(matches == NaiveTopics.Matches(filter, name), "matching");
        RunShared(filter, filterBytes);
    }

    private static void RunShared(string text, ReadOnlySpan<byte> bytes)
    {
        var parts = text.Split('/', 3);
        var shared = parts[0] == "$share";
        FindingException.Unless(TopicFilter.IsShared(bytes) == shared, "whether the filter is shared");
        var expected = shared && parts is [_, { Length: > 0 } name, var filter]
            && !name.Contains('+', StringComparison.Ordinal) && !name.Contains('#', StringComparison.Ordinal)
            && NaiveTopics.IsValidFilter(filter);
        FindingException.Unless(
            TopicFilter.TrySplitShared(bytes, out var group, out var rest) == expected, "whether the shared filter is valid");
        if (expected)
            FindingException.Unless($"$share/{Encoding.UTF8.GetString(group)}/{Encoding.UTF8.GetString(rest)}" == text,
                "the parts of the shared filter");
    }
}
