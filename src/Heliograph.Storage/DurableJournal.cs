using System.Runtime;
using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Recovery;
using Heliograph.Storage.Segments;
using Heliograph.Storage.Writing;

namespace Heliograph.Storage;

/// <summary>The journal on a disk: a log of segments, snapshots that bound it, and the way back after a crash.</summary>
/// <remarks>
/// Open, then Recover, then Start. One process per folder is the caller's care. Without Start nothing happens by itself:
/// tests and the simulation call <see cref="CommitOnce"/> and <see cref="MaintainOnce"/> on their one thread.
/// </remarks>
public sealed class DurableJournal : IJournal, IDisposable
{
    private readonly StorageOptions _options;
    private readonly IDisk _disk;
    private readonly StoreFolder _folder;
    private readonly EventOutbox _events = new();
    private LiveLog? _log;
    private JournalOwner? _owner;
    private JournalThreads? _threads;
    private Instant _timeToldAt;
    private bool _isDisposed;

    private DurableJournal(StorageOptions options, IDisk disk, StoreFolder folder) =>
        (_options, _disk, _folder) = (options, disk, folder);

    /// <summary>The version of the format that is read and written.</summary>
    public static int FormatVersion => (int)FileHeader.FormatVersion;

    public Lsn DurableUpTo => Log.Writer.DurableUpTo;

    public bool HasRoom => !Log.Supply.IsShort
        && !Log.Writer.WaitsForSpace && !Log.Writer.HasFailed && Log.Pending.Bytes < _options.PendingBytesMax;

    public bool IsSwamped => Log.Supply.IsShort || Log.Writer.WaitsForSpace
        ? Log.Pending.Bytes > _options.ShortPendingBytesMax
        : Log.Pending.Bytes / 2 > _options.PendingBytesMax;

    /// <summary>Whether a write or sync failed: nothing becomes durable any more.</summary>
    public bool HasFailed => Log.Writer.HasFailed;

    private LiveLog Log => _log ?? throw new InvalidOperationException("the journal is not recovered yet");

    /// <summary>Looks at a folder.</summary>
    /// <exception cref="StorageException">It is damaged, of another version, or cannot be read.</exception>
    public static DurableJournal Open(StorageOptions options, IDisk disk)
    {
        try
        {
            var folder = StoreFolder.Read(disk);
            if (folder.Damages is [var damage, ..]) throw StorageException.ForDamage(disk.Folder, damage);
            if (folder.Segments.Count == 0 && folder.Snapshots is [.., var snapshot])
            {
                throw StorageException.ForDamage(
                    disk.Folder, new(FileNames.OfSnapshot(snapshot), 0, "all segments of the log are missing"));
            }

            return new(options, disk, folder);
        }
        catch (IOException failure)
        {
            throw StorageException.ForDisk(disk.Folder, failure);
        }
    }

    /// <summary>How often at least a running journal notes the time, so that a start knows about when it ended.</summary>
    public static TimeSpan ClockPeriod { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Gives back what was kept. Once, before anything else.</summary>
    /// <exception cref="StorageException">The journal is damaged, or the disk fails.</exception>
    public RecoveryReport Recover(IReplay replay, Action<RecoveryProgress>? progress)
    {
        if (_log is not null) throw new InvalidOperationException("the journal is recovered already");
        var seal = _folder.InstanceId is null ? FrameSeal.New() : _folder.Seal;
        var supply = new SegmentSupply(_disk, _options, seal, _events);
        var collection = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.Batch; // what is made here stays: collecting beside it only takes time
        try
        {
            var recovered = _folder.IsEmpty ? BeginNew(replay, supply) : new LogRecovery(_folder, replay, progress).Run();
            _log = new(_disk, _options, seal, recovered, supply, _events);
            return recovered.Report;
        }
        catch (IOException failure)
        {
            throw StorageException.ForDisk(_disk.Folder, failure);
        }
        finally
        {
            GCSettings.LatencyMode = collection;
        }
    }

    /// <summary>Names the owner without starting threads.</summary>
    public void Attach(JournalOwner owner) => _owner = owner;

    /// <summary>Starts the threads: one commits, one tells the owner, one prepares segments and writes snapshots.</summary>
    public void Start(JournalOwner owner)
    {
        _owner = owner;
        var threads = new JournalThreads(this, Log, owner);
        Volatile.Write(ref _threads, threads);
        threads.Start();
        threads.Appended.Set();
    }

    public Lsn Append(in JournalRecord record)
    {
        var lsn = Log.Pending.Append(record);
        _threads?.Appended.Set();
        return lsn;
    }

    public Message? Read(Lsn message)
    {
        if (!Log.Pending.TryRead(message, out var pending)) return Log.Reader.Read(message);
        return pending ?? throw new StorageException(
            $"the record at position {message.Value:x16} holds no message", "Report it: this is a fault of the program");
    }

    /// <summary>Writes and syncs what was appended so far, as the level asks.</summary>
    /// <returns>Whether <see cref="DurableUpTo"/> has grown.</returns>
    public bool CommitOnce(Instant now)
    {
        var before = DurableUpTo;
        Log.Writer.Commit(now, toDisk: false);
        return AfterCommit(before);
    }

    /// <summary>Reserves the next segment, and writes a snapshot if one is due.</summary>
    public void MaintainOnce(Instant now)
    {
        if (HasFailed) return;
        Log.Supply.Prepare();
        if (_owner is not null && Log.Snapshots.IsDue(now)) WriteSnapshot();
        _events.Deliver(_owner?.OnEvent);
    }

    /// <summary>Writes a snapshot now and gives back the space of what it replaces. Commits what was appended so far.</summary>
    /// <returns>False when it could not be written: an event says why.</returns>
    public bool WriteSnapshot()
    {
        var owner = _owner ?? throw new InvalidOperationException("a snapshot needs an owner");
        var before = DurableUpTo;
        var isWritten = Log.Snapshots.Write(owner);
        AfterCommit(before);
        return isWritten;
    }

    public JournalStatistics Statistics()
    {
        var log = Log;
        var segments = log.Segments.ToArray();
        return new()
        {
            End = new(log.Pending.End),
            DurableUpTo = DurableUpTo,
            PendingBytes = log.Pending.Bytes,
            Records = log.Pending.Records,
            Commits = log.Writer.Commits,
            Syncs = log.Writer.Syncs,
            SyncTime = log.Writer.SyncTime,
            BytesWritten = log.Writer.BytesWritten,
            Segments = segments.Length,
            CompactedSegments = segments.Count(segment => segment.IsCompacted),
            BytesOnDisk = segments.Sum(segment => segment.FileBytes) + log.Supply.BytesAhead + log.Snapshots.Bytes,
            Snapshot = new(log.Snapshots.Position),
            SnapshotBytes = log.Snapshots.Bytes,
            TailBytes = log.Snapshots.TailBytes,
            Snapshots = log.Snapshots.Count,
            MessagesReadBack = log.Reader.MessagesRead,
            BlocksRead = log.Reader.BlocksRead,
        };
    }

    /// <summary>Stops the threads, writes and syncs what waits, and says with a last mark that all of it is durable.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _threads?.Dispose();
        if (_log is not { } log) return;
        var now = _owner?.Now() ?? default;
        if (log.Writer.Commit(now, toDisk: true) is CommitResult.Nothing or CommitResult.Done) Seal(log, now);
        _events.Deliver(_owner?.OnEvent);
        log.Dispose();
    }

    /// <summary>
    /// Says, some time after the last commit, that it is durable: else damage to it would look like a torn tail; and now and
    /// then what time it is. Commit it.
    /// </summary>
    public void AppendIdleMark(Instant now)
    {
        if (!Log.Pending.HasRecordsSinceMark && now - _timeToldAt < ClockPeriod) return;
        _timeToldAt = now;
        Log.Pending.AppendMark();
    }

    private bool AfterCommit(Lsn before)
    {
        _events.Deliver(_owner?.OnEvent);
        if (DurableUpTo <= before) return false;
        _threads?.OnAdvanced();
        return true;
    }

    private static void Seal(LiveLog log, Instant now)
    {
        log.Pending.AppendMark();
        log.Writer.Commit(now, toDisk: true);
    }

    private RecoveredLog BeginNew(IReplay replay, SegmentSupply supply)
    {
        foreach (var name in _folder.Unfinished) _disk.Delete(name);
        replay.Begin(Lsn.None);
        var segment = new Segment(Segment.FirstStart, _options.SegmentBytesMin);
        var file = supply.Take(segment, bytesNeeded: segment.Length, leaveFree: 0);
        var end = segment.FirstRecord;
        return new([segment], file, end, SnapshotPosition: 0, SnapshotBytes: 0, new() { End = new(end) });
    }
}
