using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Recovery;

/// <summary>Goes through the log frame by frame, over the ends of segments, until the next thing is no frame.</summary>
internal sealed class LogWalk : IDisposable
{
    private readonly IDisk _disk;
    private readonly IReadOnlyList<Segment> _segments;
    private readonly FrameReader _reader;
    private IDiskFile? _file;
    private int _index;
    private long _previousEnd; // of the segment that was left, while the first mark of the next is awaited; else 0

    /// <param name="disk">The folder.</param>
    /// <param name="seal">Of the journal.</param>
    /// <param name="segments">Ascending.</param>
    /// <param name="index">The segment to begin in.</param>
    /// <param name="from">The position of a frame of it, or its start or end.</param>
    public LogWalk(IDisk disk, FrameSeal seal, IReadOnlyList<Segment> segments, int index, long from)
    {
        (_disk, _segments, _reader) = (disk, segments, new(seal));
        Open(index, Math.Max(from, segments[index].FirstRecord));
    }

    /// <summary>The segment of the last frame, or where the walk stopped.</summary>
    public Segment Segment => _segments[_index];

    public int Index => _index;

    /// <summary>The position of the last frame.</summary>
    public long Position { get; private set; }

    /// <summary>Where the walk stopped: the end of the last whole frame.</summary>
    public long End { get; private set; }

    /// <summary>Why it stopped; null when it was at zeros.</summary>
    public Damage? Damage { get; private set; }

    /// <summary>The next frame.</summary>
    /// <returns>False when the walk has stopped.</returns>
    public bool Next(out ReadOnlySpan<byte> payload)
    {
        while (true)
        {
            Position = _reader.Position;
            switch (_reader.Next(out payload))
            {
                case FrameState.Whole when _previousEnd == 0:
                    return true;
                case FrameState.Whole when Mark.TryRead(payload, out var mark) && mark.PreviousEnd == _previousEnd:
                    _previousEnd = 0;
                    return true;
                case FrameState.Whole:
                    Stop("records are missing at the end of the segment", inPrevious: true);
                    return false;
                case FrameState.End when _previousEnd > 0:
                    Stop(what: null, inPrevious: true); // a segment that nothing was written to
                    return false;
                case FrameState.End when _index + 1 == _segments.Count:
                    Stop(what: null);
                    return false;
                case FrameState.End when _segments[_index + 1].Start != Segment.End:
                    Stop($"the segment after it, {FileNames.OfSegment(Segment.End)}, is missing");
                    return false;
                case FrameState.End:
                    _previousEnd = Position;
                    Open(_index + 1, _segments[_index + 1].FirstRecord);
                    break;
                default:
                    Stop(Storage.Damage.Unreadable);
                    return false;
            }
        }
    }

    public void Dispose() => _file?.Dispose();

    // The end is in the segment before when the one just begun has nothing that counts.
    private void Stop(string? what, bool inPrevious = false)
    {
        var (segment, offset) = (Segment, Position - Segment.Start);
        if (_previousEnd > 0)
        {
            _index--;
            End = _previousEnd;
            if (inPrevious) (segment, offset) = (Segment, End - Segment.Start);
        }
        else
        {
            End = Position;
        }

        if (what is not null) Damage = new(segment.Name, offset, what);
    }

    private void Open(int index, long from)
    {
        _file?.Dispose();
        _index = index;
        _file = _disk.OpenRead(Segment.Name);
        _reader.Begin(_file, Segment.Start, from, Segment.Length);
    }
}
