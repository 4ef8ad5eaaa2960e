namespace Heliograph.Broker.Outgoing;

/// <summary>Spare segments of outgoing buffers, so that a busy connection allocates none and an idle one holds none.</summary>
/// <remarks>
/// Two sizes: a buffer begins with a small segment, because one message to each of many clients must not cost each of
/// them a large one, and goes on with large ones. Larger than large is made for the occasion.
/// </remarks>
internal sealed class SegmentPool
{
    public const int SmallBytes = 512;
    public const int LargeBytes = 4_096;

    private readonly Spares _small = new(max: 65_536); // 32 MB
    private readonly Spares _large = new(max: 8_192); // 32 MB

    /// <summary>A segment with room for at least <paramref name="bytes"/>; a small one if it may be.</summary>
    /// <param name="bytes">The room that is needed now.</param>
    /// <param name="isFirst">Whether it begins a buffer.</param>
    public OutgoingSegment Rent(int bytes, bool isFirst) => bytes switch
    {
        <= SmallBytes when isFirst => _small.Take() ?? new(new byte[SmallBytes], this),
        <= LargeBytes => _large.Take() ?? new(new byte[LargeBytes], this),
        _ => new(new byte[bytes], this),
    };

    /// <summary>Takes a chain of segments back.</summary>
    public void Return(OutgoingSegment? first)
    {
        while (first is { } segment)
        {
            first = segment.Next;
            if (segment.Array.Length == SmallBytes) _small.Put(segment);
            else if (segment.Array.Length == LargeBytes) _large.Put(segment);
        }
    }

    /// <summary>Spare segments of one size.</summary>
    private sealed class Spares(int max)
    {
        private readonly Lock _lock = new();
        private OutgoingSegment? _first;
        private int _count;

        public OutgoingSegment? Take()
        {
            lock (_lock)
            {
                if (_first is not { } segment) return null;
                _first = segment.Next;
                _count--;
                segment.Next = null;
                return segment;
            }
        }

        public void Put(OutgoingSegment segment)
        {
            lock (_lock)
            {
                if (_count == max) return;
                segment.Length = 0;
                segment.Next = _first;
                _first = segment;
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
