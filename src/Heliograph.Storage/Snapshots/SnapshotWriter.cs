using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Storage.Compaction;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;
using Heliograph.Storage.Writing;

namespace Heliograph.Storage.Snapshots;

/// <summary>Takes the engine's state into a file. The frames' positions are their places in it.</summary>
internal sealed class SnapshotWriter(
    IDiskFile file, FrameSeal seal, PendingLog pending, SegmentList segments, StorageOptions options) : IStateWriter
{
    private const int BufferBytes = 1 << 20;
    private const int SyncEachBytes = 8 << 20; // commits share the disk: it gets the file in portions

    private byte[] _buffer = new byte[BufferBytes];
    private int _filled;
    private int _unsynced;
    private long _written; // bytes of the file before the buffer
    private SegmentRow[] _rows = [];

    /// <summary>From where the log follows the state. Not before <see cref="Begin"/>.</summary>
    public long Position { get; private set; }

    public long Records { get; private set; }

    public long Bytes => _written + _filled;

    /// <summary>Bytes that the file needs for what it has not got yet, more or less.</summary>
    public long BytesToWrite => _filled + Frame.HeaderBytes + new SnapshotEnd(0, 0, default, _rows).PayloadBytes;

    /// <summary>The segments as they were at the beginning.</summary>
    public Segment[] Segments { get; private set; } = [];

    public KeptBodies Kept { get; private set; } = new([], options);

    public void Begin()
    {
        if (Position > 0) throw new InvalidOperationException("a snapshot begins once");
        pending.AtEnd(position =>
        {
            Position = position;
            Segments = segments.ToArray();
            _rows = [.. Segments.Select(segment => new SegmentRow(segment.Start, segment.Messages, segment.MessageBytes))];
        });
        Kept = new([.. Segments.TakeWhile(IsBefore)], options);
        new FileHeader(FileKind.Snapshot, seal.InstanceId, Position, Length: 0, Count: 0).Write(_buffer);
        _filled = FileHeader.Bytes;
    }

    public void Write(in JournalRecord record)
    {
        if (Position == 0) throw new InvalidOperationException("a snapshot begins with Begin");
        var frame = Reserve(Frame.HeaderBytes + RecordCodec.LengthMax(record));
        Add(frame, RecordCodec.Encode(record, frame[Frame.HeaderBytes..]));
        Records++;
    }

    /// <remarks>Any thread; never waits for the disk.</remarks>
    public void Keep(Lsn message) => Kept.Keep(message);

    /// <summary>Writes the end and syncs: the file may get its name.</summary>
    /// <param name="logEnd">The log is durable up to here.</param>
    /// <param name="now">The owner's clock.</param>
    public void Finish(long logEnd, Instant now)
    {
        var rows = new List<SegmentRow>(_rows.Length);
        for (var i = 0; i < _rows.Length; i++)
        {
            if (!IsBefore(Segments[i]) || Kept.IsNeeded(i)) rows.Add(_rows[i]);
        }

        var end = new SnapshotEnd(Records, logEnd, now, [.. rows]);
        var frame = Reserve(Frame.HeaderBytes + end.PayloadBytes);
        end.Write(frame[Frame.HeaderBytes..]);
        Add(frame, end.PayloadBytes);
        Flush();
        file.Sync();
    }

    /// <summary>Whether all of a segment is replaced by the snapshot, but for bodies. Never the one that is written to.</summary>
    public bool IsBefore(Segment segment) => segment.End <= Position && segment != Segments[^1];

    private Span<byte> Reserve(int bytes)
    {
        if (_filled + bytes > _buffer.Length) Flush();
        if (bytes > _buffer.Length) _buffer = new byte[bytes];
        return _buffer.AsSpan(_filled, bytes);
    }

    private void Add(Span<byte> frame, int payloadBytes)
    {
        Frame.SetLength(frame, payloadBytes);
        _filled += seal.Close(frame, Bytes);
    }

    private void Flush()
    {
        file.Write(_written, _buffer.AsSpan(0, _filled));
        _written += _filled;
        _unsynced += _filled;
        _filled = 0;
        if (_unsynced < SyncEachBytes) return;
        file.Sync();
        _unsynced = 0;
    }
}
