namespace Heliograph.Broker.Outgoing;

/// <summary>Spare segments of outgoing buffers, so that a busy connection allocates none and an idle one holds none.</summary>
internal sealed class SegmentPool
{
    public const int SegmentBytes = 4_096;
    private const int SparesMax = 4_096;

    private readonly Lock _lock = new();
    private OutgoingSegment? _spare;
    private int _count;

    /// <summary>A segment with room for at least <paramref name="bytes"/>.</summary>
    public OutgoingSegment Rent(int bytes)
    {
        if (bytes > SegmentBytes) return new(new byte[bytes], this);
        lock (_lock)
        {
            if (_spare is { } segment)
            {
                _spare = segment.Next;
                _count--;
                segment.Next = null;
                return segment;
            }
        }

        return new(new byte[SegmentBytes], this);
    }

    /// <summary>Takes a chain of segments back.</summary>
    public void Return(OutgoingSegment? first)
    {
        lock (_lock)
        {
            while (first is { } segment)
            {
                first = segment.Next;
                if (segment.Array.Length != SegmentBytes || _count == SparesMax) continue;
                segment.Length = 0;
                segment.Next = _spare;
                _spare = segment;
                _count++;
            }
        }
    }
}

/// <summary>A pooled array and how much of it is written.</summary>
internal sealed class OutgoingSegment(byte[] array, SegmentPool pool)
{
    public byte[] Array { get; } = array;
    public SegmentPool Pool { get; } = pool;
    public int Length { get; set; }
    public OutgoingSegment? Next { get; set; }
}
