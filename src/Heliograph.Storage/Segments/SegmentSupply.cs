using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;

namespace Heliograph.Storage.Segments;

/// <summary>Makes the files of segments: one ahead of need, filled with zeros, so that a commit changes no metadata.</summary>
/// <remarks>
/// The one ahead is also the space in reserve: when it cannot be made, messages are refused. What has been taken on by then,
/// and what little else is appended, has the rest of the present segment and the bytes that the one ahead had to leave free.
/// </remarks>
internal sealed class SegmentSupply(IDisk disk, StorageOptions options, FrameSeal seal, EventOutbox events) : IDisposable
{
    private const int FillBytes = 1 << 20;
    private const int SyncEachBytes = 4 << 20; // a sync of all at once would hold up commits

    private static readonly byte[] Zeros = new byte[FillBytes];

    private readonly Lock _gate = new();
    private Segment? _present; // the last one taken: only this lock knows for sure which one is next
    private Segment? _ahead;
    private IDiskFile? _aheadFile;
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
            if (_present is null || _ahead is not null) return;
            var next = _present.Next(frameBytes: 0, options);
            try
            {
                (_aheadFile, _ahead) = (Make(next, options.FreeBytesMin), next);
                TellSpace(isShort: false, cause: null);
            }
            catch (IOException failure)
            {
                TellSpace(isShort: true, failure); // whatever the reason: without a next segment there is no room
            }
        }
    }

    /// <summary>The file of a segment that is needed now.</summary>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public IDiskFile Take(Segment segment)
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
                // One record needs a larger segment: its file takes the place of the one ahead, which stays if there is no
                // space for the larger one.
                _aheadFile?.Dispose();
                _aheadFile = null;
                file = Make(segment, leaveFree: 0); // what was taken on has to be written
            }

            (_ahead, _aheadFile, _present) = (null, null, segment);
            return file;
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

    // A file has its final name only when it is whole and durable, so a segment's header is never half there.
    private IDiskFile Make(Segment segment, long leaveFree)
    {
        if (disk.FreeBytes is var free && free - segment.Length < leaveFree)
            throw new DiskFullException($"{segment.Length} bytes are needed, {free} are free, and {leaveFree} are to stay so");
        var unfinished = segment.Name + FileNames.UnfinishedSuffix;
        IDiskFile? file = null;
        try
        {
            file = disk.Create(unfinished);
            Fill(file, segment);
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

    private void Fill(IDiskFile file, Segment segment)
    {
        Span<byte> header = stackalloc byte[FileHeader.Bytes];
        new FileHeader(FileKind.Segment, seal.InstanceId, segment.Start, segment.Length, Count: 0).Write(header);
        var unsynced = 0L;
        for (var at = 0L; at < segment.Length; at += FillBytes)
        {
            var bytes = (int)Math.Min(FillBytes, segment.Length - at);
            file.Write(at, Zeros.AsSpan(0, bytes));
            unsynced += bytes;
            if (unsynced < SyncEachBytes) continue;
            file.Sync();
            unsynced = 0;
        }

        file.Write(0, header);
        file.Sync();
    }
}
