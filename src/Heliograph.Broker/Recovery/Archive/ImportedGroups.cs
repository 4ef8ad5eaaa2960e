using Heliograph.Broker.Messages;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>The shared groups that the subscriptions of an archive name: one number for each filter.</summary>
internal sealed class ImportedGroups
{
    private readonly Dictionary<byte[], long> _numbers = new(Utf8Comparer.Instance);
    private readonly HashSet<long> _known = [];

    /// <summary>The highest number that anything named.</summary>
    public long Last { get; private set; }

    public bool Contains(long group) => _known.Contains(group);

    /// <summary>A delivery may name a group that has no members any more.</summary>
    public void Note(long group) => Last = Math.Max(Last, group);

    /// <returns>The group of a subscription; 0 for one that is not shared.</returns>
    public long Join(byte[] filter, ArchiveLine line)
    {
        var group = line.GroupOrNone();
        if (group > 0 != TopicFilter.IsShared(filter))
            throw line.Wrong(Fields.Group, group > 0 ? "belongs to shared subscriptions" : "is missing");
        if (group == 0) return 0;
        var isFirst = _numbers.TryAdd(filter, group);
        if (isFirst != _known.Add(group) || _numbers[filter] != group)
            throw line.Wrong(Fields.Group, "must be one number for each shared filter");
        Note(group);
        return group;
    }
}
