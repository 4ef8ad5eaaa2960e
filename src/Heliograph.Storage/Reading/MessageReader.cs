using System.Buffers;
using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Reading;

/// <summary>Reads messages back from the segments. One at a time: what is drained in order mostly costs a copy.</summary>
internal sealed class MessageReader : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IDisk _disk;
    private readonly FrameSeal _seal;
    private readonly SegmentList _segments;
    private readonly Func<long> _written;
    private readonly OpenFiles _files;
    private readonly BlockCache _blocks;
    private readonly RecordDecoder _decoder = new();
    private readonly BlockRead _readBlock;
    private Segment? _reading;
    private long _messages;

    /// <param name="disk">The folder.</param>
    /// <param name="seal">Of the journal.</param>
    /// <param name="segments">What there is.</param>
    /// <param name="blocksMax">How many blocks are kept.</param>
    /// <param name="written">The position up to which files hold the log.</param>
    public MessageReader(IDisk disk, FrameSeal seal, SegmentList segments, int blocksMax, Func<long> written)
    {
        (_disk, _seal, _segments, _written) = (disk, seal, segments, written);
        _files = new(disk);
        _blocks = new(blocksMax);
        _readBlock = ReadBlock;
    }

    public long MessagesRead
    {
        get
        {
            lock (_gate) return _messages;
        }
    }

    public long BlocksRead
    {
        get
        {
            lock (_gate) return _blocks.BlocksRead;
        }
    }

    /// <returns>Null when there is no message at the position: a repair has cut it out.</returns>
    /// <exception cref="StorageException">It is damaged, or the disk fails.</exception>
    public Message? Read(Lsn lsn)
    {
        lock (_gate)
        {
            if (_segments.Find(lsn.Value) is not { } segment) return null;
            try
            {
                _messages++;
                return TryPlace(lsn, segment, out var place) ? Read(lsn, segment, place) : null;
            }
            catch (IOException failure)
            {
                throw StorageException.ForDisk(_disk.Folder, failure);
            }
        }
    }

    /// <summary>Puts another file in the place of a segment's, or none.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="exchange">Does it, while nobody reads.</param>
    public void Exchange(Segment segment, Action exchange)
    {
        lock (_gate)
        {
            _files.Close(segment);
            _blocks.Forget(segment);
            exchange();
        }
    }

    public void Dispose()
    {
        lock (_gate) _files.Dispose();
    }

    private bool TryPlace(Lsn lsn, Segment segment, out long place)
    {
        place = lsn.Value - segment.Start;
        if (segment.Kept is not { } kept) return true;
        try
        {
            return kept.TryFind(lsn.Value, _files.Get(segment), out place);
        }
        catch (InvalidDataException failure)
        {
            throw Damaged(segment, kept.PlacesAt, failure.Message);
        }
    }

    private Message? Read(Lsn lsn, Segment segment, long place)
    {
        _reading = segment;
        var (index, at) = Math.DivRem(place, BlockCache.BlockBytes);
        var rest = BlockCache.BlockBytes - (int)at;
        if (rest >= Frame.HeaderBytes)
        {
            var block = _blocks.Get(segment, index, (int)at + Frame.HeaderBytes, _readBlock);
            if (block.Length < at + Frame.HeaderBytes) throw Damaged(segment, place, "the file ends before it");
            var length = Frame.LengthOf(block[(int)at..]);
            if (length <= rest - Frame.HeaderBytes)
            {
                var total = Frame.HeaderBytes + (int)length;
                block = _blocks.Get(segment, index, (int)at + total, _readBlock);
                if (block.Length >= at + total) return Decode(block.Slice((int)at, total), lsn, segment, place);
            }
        }

        return ReadAcrossBlocks(lsn, segment, place);
    }

    private Message? ReadAcrossBlocks(Lsn lsn, Segment segment, long place)
    {
        var file = _files.Get(segment);
        Span<byte> header = stackalloc byte[Frame.HeaderBytes];
        if (file.Read(place, header) < header.Length) throw Damaged(segment, place, "the file ends before it");
        var total = Frame.HeaderBytes + (long)Frame.LengthOf(header);
        if (total > segment.Length) throw Damaged(segment, place, "the record's length is impossible");
        var bytes = ArrayPool<byte>.Shared.Rent((int)total);
        try
        {
            var frame = bytes.AsSpan(0, (int)total);
            if (file.Read(place, frame) < frame.Length) throw Damaged(segment, place, "the file ends within it");
            return Decode(frame, lsn, segment, place);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private Message? Decode(ReadOnlySpan<byte> frame, Lsn lsn, Segment segment, long place)
    {
        if (!_seal.IsWhole(frame, lsn.Value)) throw Damaged(segment, place, "the record is not as it was written");
        return _decoder.TryDecode(frame[Frame.HeaderBytes..], out var record) && record.Kind == RecordKind.Published
            ? record.Body.ToMessage(lsn)
            : null;
    }

    private int ReadBlock(long offset, Span<byte> into)
    {
        var segment = _reading!;
        var limit = segment.IsCompacted ? segment.FileBytes : Math.Min(_written() - segment.Start, segment.Length);
        var wanted = (int)Math.Clamp(limit - offset, 0, into.Length);
        return _files.Get(segment).Read(offset, into[..wanted]);
    }

    private StorageException Damaged(Segment segment, long offset, string what) =>
        StorageException.ForDamage(_disk.Folder, new(segment.Name, offset, what) { RecordsLost = 1 });
}
