using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;

namespace Heliograph.Storage.Segments;

/// <summary>Makes the files of segments: one ahead of need, filled with zeros, so that a commit that syncs changes no metadata.</summary>
/// <remarks>
/// The one ahead is also the space in reserve: when it cannot be made, messages are refused. What has been taken on by then,
/// and what little else is appended, has the rest of the present segment and the bytes that the one ahead had to leave free.
/// These are used to the last, in small segments: where there is no space for a whole segment, its file is shorter and is prolonged as needed.
/// </remarks>
internal sealed class SegmentSupply(IDisk disk, StorageOptions options, FrameSeal seal, EventOutbox events) : IDisposable
{
    private const int FillBytes = 1 << 20;
    private const int SyncEachBytes = 4 << 20; // a sync of all at once would hold up commits
    private const int StepBytes = 1 << 20; // by which a file is prolonged, if there is as much

    private static readonly byte[] Zeros = new byte[FillBytes];

    private readonly Lock _gate = new();
    private Segment? _present; // the last one taken: only this lock knows for sure which one is next
    private Segment? _ahead;
    private IDiskFile? _aheadFile;
    private long _lengthMissed; // of the segment that could not be made when space became short
    private bool _isLacking; // the segment that is needed now cannot be made: no space is taken for a later one
    private volatile bool _isShort;

    /// <summary>Whether there is no space for a further segment.</summary>
    public bool IsShort => _isShort;

    /// <summary>Bytes reserved ahead.</summary>
    public long BytesAhead
    {
        get
        {
            lock (_gate) return _ahead?.Length ?? 0;
        }
    }

    /// <summary>Goes on after a segment that exists.</summary>
    public void Begin(Segment present)
    {
        lock (_gate) _present = present;
    }

    /// <summary>Makes the segment after the last one taken, if it is not there yet and there is space.</summary>
    public void Prepare()
    {
        lock (_gate)
        {
            if (_present is null || _ahead is not null || _isLacking) return;
            var next = _present.Next(frameBytes: 0, options, isShort: false);
            try
            {
                // Space is back when there is twice as much as was missed: else a flood makes it short again at once.
                _lengthMissed = Math.Max(next.Length, _isShort ? _lengthMissed : 0);
                CheckRoom(_isShort ? 2 * _lengthMissed : _lengthMissed, options.FreeBytesMin);
                (_aheadFile, _ahead) = (Make(next, next.Length), next);
                TellSpace(isShort: false, cause: null);
            }
            catch (IOException failure)
            {
                TellSpace(isShort: true, failure); // whatever the reason: without a next segment there is no room
            }
        }
    }

    /// <summary>The file of a segment that is needed now.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="bytesNeeded">What the file must have at least.</param>
    /// <param name="leaveFree">Bytes of the disk that are not for this.</param>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public IDiskFile Take(Segment segment, long bytesNeeded, long leaveFree)
    {
        lock (_gate)
        {
            IDiskFile file;
            if (_ahead is { } ahead && ahead.Start == segment.Start && ahead.Length == segment.Length)
            {
                file = _aheadFile ?? disk.Open(ahead.Name);
            }
            else
            {
                // One record needs a larger segment: the one ahead makes room for it.
                _isLacking = true;
                GiveUpAhead();
                file = Make(segment, LengthFor(segment, present: 0, bytesNeeded, leaveFree));
            }

            (_ahead, _aheadFile, _present, _isLacking) = (null, null, segment, false);
            return file;
        }
    }

    /// <summary>Prolongs the file of a segment that has less than its whole length.</summary>
    /// <param name="file">The file.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="present">Bytes of the file.</param>
    /// <param name="bytesNeeded">What it must have at least.</param>
    /// <param name="leaveFree">Bytes of the disk that are not for this.</param>
    /// <returns>Bytes of the file now.</returns>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public long Prolong(IDiskFile file, Segment segment, long present, long bytesNeeded, long leaveFree)
    {
        lock (_gate)
        {
            var length = LengthFor(segment, present, bytesNeeded, leaveFree);
            Fill(file, present, length);
            try
            {
                file.Sync();
            }
            catch (DiskFullException failure)
            {
                throw new IOException(failure.Message, failure); // records were written to it: what became of them is unknown
            }

            return length;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _aheadFile?.Dispose();
            (_ahead, _aheadFile) = (null, null);
        }
    }

    private void TellSpace(bool isShort, Exception? cause)
    {
        if (isShort && !_isShort)
            events.Add(StorageEventKind.SpaceShort, $"no space for a further segment in {disk.Folder}: messages are refused", cause);
        if (!isShort && _isShort)
            events.Add(StorageEventKind.SpaceBack, $"there is space again in {disk.Folder}: messages are taken");
        _isShort = isShort;
    }

    private void CheckRoom(long bytes, long leaveFree)
    {
        if (disk.FreeBytes is var free && free - bytes < leaveFree)
            throw new DiskFullException($"{bytes} bytes are needed, {free} are free, and {leaveFree} are to stay so");
    }

    // The whole length if there is space, else a little more than is needed, else just that; of what is left to snapshots
    // never more.
    private long LengthFor(Segment segment, long present, long bytesNeeded, long leaveFree)
    {
        var room = present + disk.FreeBytes - options.SnapshotReserveBytes;
        if (room >= segment.Length) return segment.Length;
        if (room >= bytesNeeded + StepBytes) return Math.Min(bytesNeeded + StepBytes, segment.Length);
        CheckRoom(bytesNeeded - present, leaveFree);
        return bytesNeeded;
    }

    private void GiveUpAhead()
    {
        if (_ahead is null) return;
        _aheadFile?.Dispose();
        disk.Delete(_ahead.Name); // nothing was written to it
        (_ahead, _aheadFile) = (null, null);
    }

    // A file has its final name only when it is whole and durable, so a segment's header is never half there.
    private IDiskFile Make(Segment segment, long length)
    {
        var unfinished = segment.Name + FileNames.UnfinishedSuffix;
        IDiskFile? file = null;
        try
        {
            file = disk.Create(unfinished);
            Fill(file, 0, length);
            WriteHeader(file, segment);
            disk.Rename(unfinished, segment.Name);
            disk.SyncFolder();
            return file;
        }
        catch (DiskFullException)
        {
            file?.Dispose();
            if (file is not null) disk.Delete(unfinished);
            throw;
        }
        catch (IOException)
        {
            file?.Dispose();
            throw;
        }
    }

    private void WriteHeader(IDiskFile file, Segment segment)
    {
        Span<byte> header = stackalloc byte[FileHeader.Bytes];
        new FileHeader(FileKind.Segment, seal.InstanceId, segment.Start, segment.Length, Count: 0).Write(header);
        file.Write(0, header);
        file.Sync();
    }

    // Where nothing is synced, no commit waits for metadata: the space is enough, and writing it would cost as much as the log.
    private void Fill(IDiskFile file, long from, long to)
    {
        if (options.Level != DurabilityLevel.Fsync && file.TryReserve(from, to - from)) return;
        var unsynced = 0L;
        for (var at = from; at < to; at += FillBytes)
        {
            var bytes = (int)Math.Min(FillBytes, to - at);
            file.Write(at, Zeros.AsSpan(0, bytes));
            unsynced += bytes;
            if (unsynced < SyncEachBytes) continue;
            file.Sync();
            unsynced = 0;
        }
    }
}
