using Heliograph.Broker;
using Heliograph.Storage.Compaction;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Reading;
using Heliograph.Storage.Segments;
using Heliograph.Storage.Writing;

namespace Heliograph.Storage.Snapshots;

/// <summary>Writes snapshots when they are due, and then gives back the space of what they replace.</summary>
internal sealed class SnapshotKeeper(
    IDisk disk, StorageOptions options, FrameSeal seal, PendingLog pending, LogWriter writer, SegmentList segments,
    SegmentSupply supply, MessageReader reader, EventOutbox events)
{
    private const string Unfinished = "snapshot" + FileNames.UnfinishedSuffix;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new(); // held for the whole of a snapshot: one at a time
    private readonly SegmentCompaction _compaction = new(disk, seal, reader);
    private long _position, _bytes, _count;
    private long _lastEnd, _triedAt;
    private bool _wasWaiting;
    private Instant _lastAppend, _notBefore;

    /// <summary>Where the last snapshot stands; 0 without one.</summary>
    public long Position => Volatile.Read(ref _position);

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Written since the start.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Bytes of log since the last snapshot, gaps at the ends of segments included.</summary>
    public long TailBytes => pending.End - Math.Max(Position, FirstPosition);

    private long FirstPosition => segments.All is [var first, ..] ? first.FirstRecord : 0;

    /// <summary>Takes over the snapshot that a recovery began with.</summary>
    public void Begin(long position, long bytes) => (_position, _bytes, _lastEnd) = (position, bytes, pending.End);

    /// <summary>Whether enough has followed the last one, or some and the journal is idle or short of space.</summary>
    /// <remarks>Asked by one thread, about once a second.</remarks>
    public bool IsDue(Instant now)
    {
        var (end, tail) = (pending.End, TailBytes);
        if (end != _lastEnd) (_lastEnd, _lastAppend) = (end, now);
        if (supply.IsShort || writer.WaitsForSpace) return IsDueWhileShort(now, end, tail);
        _wasWaiting = false;
        if (now < _notBefore) return false;
        if (tail >= Math.Max(options.SnapshotAfterBytes, 2 * Bytes)) return true;
        return tail >= options.IdleSnapshotBytes && now - _lastAppend >= options.IdleSnapshotAfter;
    }

    // It may free space, or not: tried now and then, after so many bytes of log that several are before the reserve is used up,
    // and once when it is.
    private bool IsDueWhileShort(Instant now, long end, long tail)
    {
        var isWaiting = writer.WaitsForSpace;
        var isDue = now >= _notBefore || end - _triedAt >= options.ShortSnapshotAfterBytes || (isWaiting && !_wasWaiting);
        _wasWaiting = isWaiting;
        if (tail == 0 || !isDue) return false;
        (_notBefore, _triedAt) = (now + RetryAfter, end);
        return true;
    }

    /// <summary>Writes one now.</summary>
    /// <returns>False when it could not be: an event says why.</returns>
    public bool Write(JournalOwner owner)
    {
        lock (_gate)
        {
            try
            {
                using var file = disk.Create(Unfinished);
                var snapshot = new SnapshotWriter(file, seal, pending, segments, options);
                if (!TryFill(snapshot, owner)) return false;
                disk.Rename(Unfinished, FileNames.OfSnapshot(snapshot.Position));
                disk.SyncFolder();
                Volatile.Write(ref _position, snapshot.Position);
                Volatile.Write(ref _bytes, snapshot.Bytes);
                Volatile.Write(ref _count, _count + 1);
                var text = $"a snapshot of {snapshot.Records} records was written, {snapshot.Bytes} bytes";
                events.Add(StorageEventKind.SnapshotWritten, text);
                Retire(snapshot);
                return true;
            }
            catch (IOException failure)
            {
                GiveUp(owner, failure.Message, failure);
                return false;
            }
        }
    }

    private bool TryFill(SnapshotWriter snapshot, JournalOwner owner)
    {
        owner.WriteState(snapshot);
        if (writer.WaitsForSpace && disk.FreeBytes < pending.Bytes + snapshot.BytesToWrite)
        {
            GiveUp(owner, "there is no space for the log that it follows", failure: null);
            return false;
        }

        // What was written may hold effects of all records so far: none of them may be lost once it is valid.
        var logEnd = pending.End;
        var now = owner.Now();
        var result = writer.Commit(now, toDisk: true);
        if (result is CommitResult.WaitsForSpace or CommitResult.Failed)
        {
            GiveUp(owner, "the log that it follows cannot be written", failure: null);
            return false;
        }

        snapshot.Finish(logEnd, now);
        return true;
    }

    private void GiveUp(JournalOwner owner, string why, Exception? failure)
    {
        _notBefore = owner.Now() + RetryAfter;
        events.Add(StorageEventKind.SnapshotFailed, $"a snapshot could not be written: {why.TrimEnd('.')}", failure);
        Tidy("delete the unfinished snapshot", () => disk.Delete(Unfinished));
    }

    private void Retire(SnapshotWriter snapshot)
    {
        var kept = FileNames.OfSnapshot(snapshot.Position);
        Tidy("delete an older snapshot", () =>
        {
            foreach (var name in disk.List())
            {
                if (FileNames.TryParse(name, FileNames.SnapshotSuffix, out _) && name != kept) disk.Delete(name);
            }
        });

        var gone = new HashSet<Segment>();
        var needed = new List<int>();
        for (var i = 0; i < snapshot.Segments.Length; i++)
        {
            var segment = snapshot.Segments[i];
            if (!snapshot.IsBefore(segment)) break;
            if (!snapshot.Kept.IsNeeded(i)) gone.Add(segment);
            else needed.Add(i);
        }

        segments.Remove(gone);
        foreach (var segment in gone)
            Tidy($"delete {segment.Name}", () => reader.Exchange(segment, () => disk.Delete(segment.Name)));

        // After what takes no space, since this does for a while.
        foreach (var i in needed)
        {
            if (snapshot.Kept.TryGetFew(i, out var offsets)) Compact(snapshot.Segments[i], offsets);
        }
    }

    private void Compact(Segment segment, ReadOnlySpan<uint> offsets)
    {
        var kept = offsets.ToArray();
        Tidy($"compact {segment.Name}", () => _compaction.Rewrite(segment, kept));
    }

    // What only frees space may fail: the next snapshot tries again.
    private void Tidy(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is IOException or StorageException)
        {
            var text = $"the journal could not {what}: {failure.Message.TrimEnd('.')}";
            events.Add(StorageEventKind.CompactionFailed, text, failure);
        }
    }
}
