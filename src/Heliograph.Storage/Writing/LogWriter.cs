using System.Diagnostics;
using Heliograph.Broker;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Writing;

/// <summary>Writes what is pending to the segments and says how far the log is durable. One commit at a time.</summary>
internal sealed class LogWriter(
    PendingLog pending, SegmentSupply supply, FrameSeal seal, StorageOptions options, EventOutbox events) : IDisposable
{
    private readonly Lock _gate = new(); // held while writing and syncing; appending never takes it
    private readonly Queue<Run> _unwritten = new();
    private readonly List<Run> _scratch = [];
    private Segment? _segment;
    private IDiskFile? _file;
    private long _fileBytes; // of a file that may have to be prolonged: fewer than the segment's
    private long _written; // every byte before it is in a file
    private long _synced; // every byte before it survives a power cut
    private long _durable; // the last byte that the level promises
    private long _commits, _syncs, _syncTicks, _bytesWritten;
    private volatile bool _hasFailed, _waitsForSpace;

    public bool HasFailed => _hasFailed;

    public bool WaitsForSpace => _waitsForSpace;

    /// <summary>Every byte before it is in a file.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>The last byte that is durable.</summary>
    public Lsn DurableUpTo => new(Volatile.Read(ref _durable));

    public long Commits => Volatile.Read(ref _commits);

    public long Syncs => Volatile.Read(ref _syncs);

    /// <summary>Time that the syncs took together.</summary>
    public TimeSpan SyncTime => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _syncTicks));

    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    /// <summary>The segment that is written to. Not before <see cref="Begin"/>.</summary>
    public Segment Segment => Volatile.Read(ref _segment) ?? throw new InvalidOperationException("nothing was begun");

    /// <summary>Goes on where the log ends; all before it is durable.</summary>
    public void Begin(Segment segment, IDiskFile file, long end)
    {
        lock (_gate)
        {
            Volatile.Write(ref _segment, segment);
            (_file, _fileBytes, _written, _synced) = (file, file.Length, end, end);
            Publish();
        }
    }

    /// <summary>Writes all that was appended so far.</summary>
    /// <param name="now">For the mark.</param>
    /// <param name="toDisk">
    /// Whether it is synced even when the level does not ask for it, and may use the space that is left to snapshots.
    /// </param>
    public CommitResult Commit(Instant now, bool toDisk)
    {
        lock (_gate)
        {
            if (_hasFailed) return CommitResult.Failed;
            try
            {
                var result = WriteAll(now, toDisk ? 0 : options.SnapshotReserveBytes);
                if (toDisk && _synced < _written)
                {
                    Sync();
                    result = CommitResult.Done;
                }

                TellSpace(waits: false);
                return result;
            }
            catch (DiskFullException)
            {
                TellSpace(waits: true);
                return CommitResult.WaitsForSpace;
            }
            catch (IOException failure)
            {
                // Final: after a failed sync the system may have dropped what it could not write, and a second one succeed.
                _hasFailed = true;
                events.Add(StorageEventKind.Failed, $"the journal cannot be written: {failure.Message.TrimEnd('.')}", failure);
                return CommitResult.Failed;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate) _file?.Dispose();
    }

    private CommitResult WriteAll(Instant now, long leaveFree)
    {
        pending.Take(_scratch);
        foreach (var run in _scratch) _unwritten.Enqueue(run);
        _scratch.Clear();
        if (_unwritten.Count == 0) return CommitResult.Nothing;

        while (_unwritten.TryPeek(out var run))
        {
            Write(run, now, leaveFree);
            _unwritten.Dequeue();
            pending.Release(run);
            if (options.Level == DurabilityLevel.Fsync) Sync();
        }

        Volatile.Write(ref _commits, _commits + 1);
        return CommitResult.Done;
    }

    private void Write(Run run, Instant now, long leaveFree)
    {
        var segment = run.Segment!;
        var bytes = run.End - segment.Start;
        var file = segment == _segment ? _file! : MoveTo(segment, bytes, leaveFree);
        if (bytes > _fileBytes) _fileBytes = supply.Prolong(file, segment, _fileBytes, bytes, leaveFree);
        run.Seal(seal, _synced, now);
        foreach (var chunk in run.Chunks) file.Write(chunk.Start - segment.Start, chunk.Filled);
        Volatile.Write(ref _bytesWritten, _bytesWritten + run.Length);
        Volatile.Write(ref _written, run.End);
        if (options.Level != DurabilityLevel.Fsync) Publish();
    }

    // The segment that is left is synced at any level: so only the last one ever holds what is not.
    private IDiskFile MoveTo(Segment segment, long bytesNeeded, long leaveFree)
    {
        if (_synced < _written) Sync();
        var file = supply.Take(segment, bytesNeeded, leaveFree);
        _file?.Dispose();
        (_file, _fileBytes) = (file, file.Length);
        Volatile.Write(ref _segment, segment);
        return file;
    }

    private void Sync()
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            _file!.Sync();
        }
        catch (DiskFullException failure)
        {
            throw new IOException(failure.Message, failure); // not the failure that passes: what was written may be lost
        }

        Volatile.Write(ref _syncs, _syncs + 1);
        Volatile.Write(ref _syncTicks, _syncTicks + Stopwatch.GetTimestamp() - began);
        _synced = _written;
        Publish();
    }

    private void Publish() => Volatile.Write(ref _durable, options.Level switch
    {
        DurabilityLevel.Fsync => _synced - 1,
        DurabilityLevel.Os => _written - 1,
        _ => long.MaxValue,
    });

    private void TellSpace(bool waits)
    {
        const string waiting = "the reserved space of the journal is used up: nothing is acknowledged until there is space";
        const string resumed = "the journal has space again: what waited has been written";
        if (waits && !_waitsForSpace) events.Add(StorageEventKind.CommitsWaiting, waiting);
        if (!waits && _waitsForSpace) events.Add(StorageEventKind.CommitsResumed, resumed);
        _waitsForSpace = waits;
    }
}
