using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Connections;

/// <summary>The topics of clients whose door has a mount point: what they say, and what the rest of the broker knows.</summary>
internal static class MountPoint
{
    /// <summary>A topic as the rest of the broker knows it. Without a mount point the same bytes.</summary>
    public static ReadOnlySpan<byte> Mounted(byte[]? mount, ReadOnlySpan<byte> topic) => mount is null ? topic : Join(mount, topic);

    /// <summary>A filter as the rest of the broker knows it; a share prefix stays in front.</summary>
    public static ReadOnlySpan<byte> MountedFilter(byte[]? mount, ReadOnlySpan<byte> filter)
    {
        if (mount is null) return filter;
        if (!TopicFilter.TrySplitShared(filter, out _, out var topicFilter)) return Join(mount, filter);
        return Join(filter[..^topicFilter.Length].ToArray(), Join(mount, topicFilter));
    }

    private static byte[] Join(byte[] front, ReadOnlySpan<byte> topic)
    {
        var joined = new byte[front.Length + topic.Length];
        front.CopyTo(joined, 0);
        topic.CopyTo(joined.AsSpan(front.Length));
        return joined;
    }
}
