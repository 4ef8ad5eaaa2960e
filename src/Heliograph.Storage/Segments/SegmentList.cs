namespace Heliograph.Storage.Segments;

/// <summary>The segments that exist, in order. Read without a lock; each change makes a new array.</summary>
internal sealed class SegmentList
{
    private readonly Lock _gate = new();
    private Segment[] _segments = [];

    public ReadOnlySpan<Segment> All => Volatile.Read(ref _segments);

    public Segment[] ToArray() => Volatile.Read(ref _segments);

    /// <summary>The segment with a position in it; null when it is gone.</summary>
    public Segment? Find(long position)
    {
        var segments = Volatile.Read(ref _segments);
        var at = IndexOf(segments, position);
        return at >= 0 ? segments[at] : null;
    }

    /// <summary>The index of the segment with a position in it; negative when there is none.</summary>
    public static int IndexOf(ReadOnlySpan<Segment> segments, long position)
    {
        var (low, high) = (0, segments.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var segment = segments[middle];
            if (position < segment.Start) high = middle - 1;
            else if (position >= segment.End) low = middle + 1;
            else return middle;
        }

        return -1;
    }

    public void Add(Segment segment)
    {
        lock (_gate) Volatile.Write(ref _segments, [.. _segments, segment]);
    }

    public void Remove(HashSet<Segment> gone)
    {
        lock (_gate) Volatile.Write(ref _segments, [.. _segments.Where(segment => !gone.Contains(segment))]);
    }
}
