namespace Heliograph.Mqtt.Topics;

/// <summary>Walks the levels of a topic name or filter, section 4.7: the parts between slashes, empty ones included.</summary>
public ref struct TopicLevels(ReadOnlySpan<byte> topic)
{
    private ReadOnlySpan<byte> _rest = topic;

    /// <summary>The level reached; valid after <see cref="MoveNext"/> returned true.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Whether <see cref="Current"/> is the last level.</summary>
    public bool IsLast { get; private set; }

    public bool MoveNext()
    {
        if (IsLast) return false;
        var slash = _rest.IndexOf((byte)'/');
        if (slash < 0)
        {
            Current = _rest;
            IsLast = true;
            return true;
        }

        Current = _rest[..slash];
        _rest = _rest[(slash + 1)..];
        return true;
    }

    /// <summary>How many levels there are: slashes plus one.</summary>
    public static int Count(ReadOnlySpan<byte> topic) => topic.Count((byte)'/') + 1;
}
