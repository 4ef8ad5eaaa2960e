using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;
using Heliograph.Storage.Snapshots;

namespace Heliograph.Storage.Recovery;

/// <summary>Brings a state back from a folder: the newest snapshot, then the log after it.</summary>
/// <remarks>Never gives silently less: what ends the log early is either proven to be a torn tail, or refused.</remarks>
internal sealed class LogRecovery(StoreFolder folder, IReplay replay, Action<RecoveryProgress>? progress)
{
    private readonly IDisk _disk = folder.Disk;
    private readonly RecordDecoder _decoder = new();
    private readonly List<Segment> _segments = [.. folder.Segments];
    private SnapshotEnd? _snapshot;
    private long _snapshotBytes, _tailRecords;
    private Instant _latest;

    /// <summary>The snapshot's position; 0 without one.</summary>
    private long From => folder.Snapshots is [.., var newest] ? newest : 0;

    /// <exception cref="StorageException">The journal is damaged.</exception>
    public RecoveredLog Run()
    {
        var first = FirstOfTail();
        var meter = new ProgressMeter(progress, BytesToRead(first));
        replay.Begin(new(From));
        if (From > 0) ReplaySnapshot(meter);
        using var walk = new LogWalk(_disk, folder.Seal, _segments, first, From);
        ReplayTail(walk, meter);
        var torn = CheckEnd(walk);

        Tidy();
        var file = TornTail.Cut(_disk, _segments, walk.Index, walk.End);
        _segments.RemoveRange(walk.Index + 1, _segments.Count - walk.Index - 1);
        RetireOld(first);
        meter.Finish();
        return new(_segments, file, walk.End, From, _snapshotBytes, new()
        {
            Snapshot = From > 0 ? new(From) : null,
            SnapshotRecords = _snapshot?.Records ?? 0,
            TailRecords = _tailRecords,
            End = new(walk.End),
            TornTail = torn,
            Latest = _latest,
        });
    }

    // The index of the segment in which the log after the snapshot begins.
    private int FirstOfTail()
    {
        if (From == 0)
        {
            if (_segments[0].Start == Segment.FirstStart) return 0;
            throw Damaged(new(_segments[0].Name, 0, "the log does not begin with it, and the snapshot before it is missing"));
        }

        // The position may be the very end of a segment, when the next one has not been begun.
        var found = _segments.FindLastIndex(segment => segment.Start <= From && From <= segment.End);
        if (found >= 0 && !_segments[found].IsCompacted) return found;
        throw Damaged(new(FileNames.OfSnapshot(From), 0, "the segment of the log that follows the snapshot is missing"));
    }

    private long BytesToRead(int first)
    {
        var total = _segments[^1].End - Math.Max(From, _segments[first].Start);
        if (From == 0) return total;
        using var file = _disk.OpenRead(FileNames.OfSnapshot(From));
        return total + file.Length;
    }

    private void ReplaySnapshot(ProgressMeter meter)
    {
        using var reader = new SnapshotReader(_disk, folder.Seal, From);
        while (reader.Next(out var payload))
        {
            if (!TryApply(Lsn.None, payload, out _)) throw Senseless(FileNames.OfSnapshot(From), reader.Place, payload[0]);
            meter.Count(reader.Place);
        }

        _snapshot = reader.End;
        _snapshotBytes = reader.Length;
        _latest = _snapshot!.At;
        foreach (var row in _snapshot.Segments)
        {
            var segment = _segments.Find(segment => segment.Start == row.Start)
                ?? throw Damaged(Damage.OfMissing(FileNames.OfSegment(row.Start)));
            (segment.Messages, segment.MessageBytes) = (row.Messages, row.MessageBytes);
        }
    }

    private void ReplayTail(LogWalk walk, ProgressMeter meter)
    {
        while (walk.Next(out var payload))
        {
            if (Mark.TryRead(payload, out var mark))
            {
                if (mark.At > _latest) _latest = mark.At;
            }
            else if (OwnRecord.TypeOf(payload) != OwnRecord.Void)
            {
                if (!TryApply(new(walk.Position), payload, out var kind))
                    throw Senseless(walk.Segment.Name, walk.Position - walk.Segment.Start, payload[0]);
                if (kind == RecordKind.Published) Count(walk.Segment, payload.Length + Frame.HeaderBytes);
                _tailRecords++;
                meter.Count(walk.Position - From + _snapshotBytes);
            }
        }
    }

    private bool TryApply(Lsn lsn, ReadOnlySpan<byte> payload, out RecordKind kind)
    {
        var isKnown = _decoder.TryDecode(payload, out var record);
        kind = record.Kind;
        if (isKnown) replay.Apply(lsn, record);
        return isKnown;
    }

    // Its checksum is right, so it is as it was written: nothing that a repair could mend.
    private StorageException Senseless(string file, long offset, byte kind) => new(
        $"the journal in {_disk.Folder} holds a record of kind {kind} (in {file} at {offset}) that makes no sense to this version",
        "Start it with the version that wrote it, or export there (heliograph store export) and import here");

    private Damage? CheckEnd(LogWalk walk)
    {
        var late = LateMarks.Find(_disk, folder.Seal, _segments, walk.Index, walk.End);
        var durableTo = Math.Max(late.DurableTo, _snapshot?.LogEnd ?? 0);
        var place = walk.Damage ?? new(walk.Segment.Name, walk.End - walk.Segment.Start, "records are missing");
        if (durableTo > walk.End || HasGap(walk.Index))
            throw Damaged(DamageSurvey.Of(_disk, folder.Seal, _segments, place, Math.Max(walk.End, PositionOf(place))));
        return late.EndOfBytes > 0
            ? place with { What = Damage.TornEnd, Bytes = late.EndOfBytes - walk.End }
            : null;
    }

    private bool HasGap(int index)
    {
        for (var i = index + 1; i < _segments.Count; i++)
        {
            if (_segments[i].Start != _segments[i - 1].End) return true;
        }

        return false;
    }

    private long PositionOf(Damage place) => _segments.Find(segment => segment.Name == place.File)!.Start + place.Offset;

    // A process that was killed may have left the name of the newest snapshot unsynced: nothing that it replaces may go before
    // the name is sure to stay.
    private void Tidy()
    {
        _disk.SyncFolder();
        foreach (var name in folder.Unfinished) _disk.Delete(name);
        foreach (var position in folder.Snapshots)
        {
            if (position != From) _disk.Delete(FileNames.OfSnapshot(position));
        }
    }

    // Segments that the snapshot replaces and that a crash kept from being deleted.
    private void RetireOld(int first)
    {
        if (_snapshot is null) return;
        var needed = _snapshot.Segments.Select(row => row.Start).ToHashSet();
        var old = _segments.Take(first).Where(segment => !needed.Contains(segment.Start)).ToArray();
        foreach (var segment in old)
        {
            _disk.Delete(segment.Name);
            _segments.Remove(segment);
        }
    }

    private StorageException Damaged(Damage damage) => StorageException.ForDamage(_disk.Folder, damage);

    private static void Count(Segment segment, int frameBytes)
    {
        segment.Messages++;
        segment.MessageBytes += frameBytes;
    }
}
