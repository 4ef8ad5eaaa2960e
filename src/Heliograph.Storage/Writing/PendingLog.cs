using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Writing;

/// <summary>The end of the log that is still in memory: gives each record its position and holds it until it is written.</summary>
/// <remarks>Appended to by many threads under a short lock; taken by the one that commits.</remarks>
internal sealed class PendingLog(SegmentList segments, SegmentSupply supply, long end, StorageOptions options)
{
    private readonly Lock _gate = new();
    private readonly ChunkPool _pool = new();
    private readonly RecordDecoder _decoder = new();
    private readonly List<Run> _full = []; // of segments that were left, not yet taken
    private readonly List<Run> _taken = []; // being written
    private Run? _open;
    private Segment _present = segments.All[^1];
    private long _end = end;
    private long _records;
    private long _bytes;
    private bool _hasRecordsSinceMark;

    /// <summary>Bytes that are not yet written.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public long Records => Volatile.Read(ref _records);

    /// <summary>Where the next record will begin, or the mark before it.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Whether something was appended after the last mark that stands alone.</summary>
    public bool HasRecordsSinceMark
    {
        get
        {
            lock (_gate) return _hasRecordsSinceMark;
        }
    }

    public Lsn Append(in JournalRecord record)
    {
        var frameBytesMax = Frame.HeaderBytes + RecordCodec.LengthMax(record);
        lock (_gate)
        {
            var run = _open ?? Open(_present);
            if (run.Last.Free < frameBytesMax) run.Add(_pool.Rent(frameBytesMax));
            var frame = run.Last.Rest;
            var length = RecordCodec.Encode(record, frame[Frame.HeaderBytes..]);
            Frame.SetLength(frame, length);
            length += Frame.HeaderBytes;
            if (_end + length > _present.End) run = MoveOn(run, frame[..length]);

            run.Take(length);
            if (record.Kind == RecordKind.Published) Count(_present, length);
            var lsn = new Lsn(_end);
            Volatile.Write(ref _records, _records + 1);
            Advance(length);
            _hasRecordsSinceMark = true;
            return lsn;
        }
    }

    /// <summary>Appends a mark and nothing else, if nothing waits: it says that all before it is durable.</summary>
    public void AppendMark()
    {
        lock (_gate)
        {
            if (_open is not null || _full.Count > 0 || _end + Mark.FrameBytes > _present.End) return;
            Open(_present);
            _hasRecordsSinceMark = false;
        }
    }

    /// <summary>Gives all that was appended to the one who writes it.</summary>
    public void Take(List<Run> into)
    {
        lock (_gate)
        {
            if (_open is not null) _full.Add(_open);
            _open = null;
            into.AddRange(_full);
            _taken.AddRange(_full);
            _full.Clear();
        }
    }

    /// <summary>A run is written: from now on it is read from its file.</summary>
    public void Release(Run run)
    {
        lock (_gate)
        {
            _taken.Remove(run);
            Volatile.Write(ref _bytes, _bytes - run.Length);
            _pool.Return(run);
        }
    }

    /// <summary>Reads a message that is not yet written.</summary>
    /// <returns>False when the position is not among those.</returns>
    public bool TryRead(Lsn lsn, out Message? message)
    {
        message = null;
        lock (_gate)
        {
            if (FindChunk(lsn.Value) is not { } chunk) return false;
            var frame = chunk.Filled[(int)(lsn.Value - chunk.Start)..];
            var payload = frame.Slice(Frame.HeaderBytes, (int)Frame.LengthOf(frame));
            if (_decoder.TryDecode(payload, out var record) && record.Kind == RecordKind.Published)
                message = record.Body.ToMessage(lsn);
            return true;
        }
    }

    /// <summary>Takes part in the lock of appending: sees the counts of segments as they are at the position.</summary>
    public void AtEnd(Action<long> look)
    {
        lock (_gate) look(_end);
    }

    private Run Open(Segment segment)
    {
        var previousEnd = _end;
        if (_end + Mark.FrameBytes > segment.End)
        {
            segment = GoTo(segment.Next(frameBytes: 0, options, supply.IsShort));
        }

        return Begin(segment, previousEnd);
    }

    private Run Begin(Segment segment, long previousEnd)
    {
        _open = _pool.RentRun();
        _open.Begin(segment, _end, previousEnd, _pool.Rent(Mark.FrameBytes));
        Advance(Mark.FrameBytes);
        return _open;
    }

    // The frame does not fit: it becomes the first of the next segment.
    private Run MoveOn(Run run, ReadOnlySpan<byte> frame)
    {
        // A mark that stands for nothing is taken back, but no segment stays without one.
        var isEmpty = run.Records == 0 && run.Start > _present.FirstRecord;
        if (isEmpty)
        {
            Volatile.Write(ref _bytes, _bytes - run.Length);
            Volatile.Write(ref _end, run.Start);
        }
        else
        {
            _full.Add(run);
        }

        var previousEnd = _end;
        var next = Begin(GoTo(_present.Next(frame.Length, options, supply.IsShort)), previousEnd);
        if (next.Last.Free < frame.Length) next.Add(_pool.Rent(frame.Length));
        frame.CopyTo(next.Last.Rest);
        if (isEmpty) _pool.Return(run); // the frame was in it until now
        return next;
    }

    // The segment exists from now on; its file is made when it is written to.
    private Segment GoTo(Segment segment)
    {
        _present = segment;
        segments.Add(segment);
        Volatile.Write(ref _end, segment.FirstRecord);
        return segment;
    }

    private void Advance(long bytes)
    {
        Volatile.Write(ref _end, _end + bytes);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }

    private Chunk? FindChunk(long position)
    {
        if (_open is not null && FindChunk(_open, position) is { } open) return open;
        foreach (var run in _full)
        {
            if (FindChunk(run, position) is { } chunk) return chunk;
        }

        foreach (var run in _taken)
        {
            if (FindChunk(run, position) is { } chunk) return chunk;
        }

        return null;
    }

    private static Chunk? FindChunk(Run run, long position)
    {
        if (position < run.Start || position >= run.End) return null;
        foreach (var chunk in run.Chunks)
        {
            if (position >= chunk.Start && position < chunk.Start + chunk.Used) return chunk;
        }

        return null;
    }

    private static void Count(Segment segment, int frameBytes)
    {
        segment.Messages++;
        segment.MessageBytes += frameBytes;
    }
}
