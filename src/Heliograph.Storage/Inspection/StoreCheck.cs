using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Recovery;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Inspection;

/// <summary>Reads a whole journal and reports every problem. Changes nothing.</summary>
/// <remarks>The journal must not be in use: the caller holds the instance's lock.</remarks>
public static class StoreCheck
{
    /// <exception cref="StorageException">Another version wrote it, or the disk fails.</exception>
    public static CheckReport Run(IDisk disk)
    {
        try
        {
            return Check(StoreFolder.Read(disk));
        }
        catch (IOException failure)
        {
            throw StorageException.ForDisk(disk.Folder, failure);
        }
    }

    /// <summary>Each kept record of a compacted segment that cannot be read; all of them when the index cannot.</summary>
    internal static IEnumerable<Damage> CheckCompacted(StoreFolder folder, Segment segment)
    {
        using var file = folder.Disk.OpenRead(segment.Name);
        if (!TryEntries(segment, file, out var entries))
        {
            var kept = segment.Kept!;
            yield return new(segment.Name, kept.PlacesAt, "the index is not as it was written") { RecordsLost = kept.Count };
            yield break;
        }

        foreach (var (position, place) in entries)
        {
            if (!IsWhole(file, folder.Seal, position, place)) yield return Damage.OfRecord(segment.Name, place);
        }
    }

    internal static bool TryEntries(Segment segment, IDiskFile file, out IReadOnlyList<(long Position, long Place)> entries)
    {
        entries = [];
        try
        {
            entries = [.. segment.Kept!.Entries(file)];
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    internal static bool IsWhole(IDiskFile file, FrameSeal seal, long position, long place)
    {
        var header = new byte[Frame.HeaderBytes];
        if (file.Read(place, header) < header.Length) return false;
        var length = Frame.HeaderBytes + (long)Frame.LengthOf(header);
        if (length > file.Length - place) return false;
        var frame = new byte[length];
        return file.Read(place, frame) == frame.Length && seal.IsWhole(frame, position);
    }

    private static CheckReport Check(StoreFolder folder)
    {
        if (folder.IsEmpty) return new() { Damages = [] };
        var damages = folder.Damages.ToList();
        var snapshot = folder.Snapshots is [.., var newest] ? SnapshotScan.Of(folder.Disk, folder.Seal, newest) : null;
        damages.AddRange(snapshot?.Damages ?? []);
        var log = LogPicture.Of(folder, snapshot);
        damages.AddRange(log.Damages);
        var records = log.Records;
        foreach (var segment in Old(folder, log))
        {
            if (segment.IsCompacted)
            {
                damages.AddRange(CheckCompacted(folder, segment));
                records += segment.Kept!.Count;
            }
            else
            {
                var scan = ScanOld(folder, segment);
                records += scan.Records;
                foreach (var hole in scan.Holes)
                    damages.Add(Damage.OfBytes(segment.Name, hole.Start - segment.Start, hole.Bytes, hole.IsOneRecord));
            }
        }

        damages.AddRange(
            from start in Missing(folder, snapshot)
            let name = FileNames.OfSegment(start)
            where !damages.Any(damage => damage.IsMissing && damage.File == name)
            select Damage.OfMissing(name));
        return new()
        {
            Damages = damages,
            TornTail = damages.Count == 0 ? log.TornTail : null,
            Segments = folder.Segments.Count,
            SnapshotRecords = snapshot?.Records ?? 0,
            LogRecords = records,
        };
    }

    /// <summary>Segments before the log that is replayed: they hold bodies.</summary>
    internal static IEnumerable<Segment> Old(StoreFolder folder, LogPicture log) =>
        log.Parts is [var (first, _), ..] ? folder.Segments.Where(segment => segment.Start < first.Start) : folder.Segments;

    internal static FrameScan ScanOld(StoreFolder folder, Segment segment)
    {
        using var file = folder.Disk.OpenRead(segment.Name);
        return FrameScan.Of(file, folder.Seal, segment.Start, segment.FirstRecord, segment.Length);
    }

    /// <summary>Segments that the snapshot needs and that are not there.</summary>
    internal static IEnumerable<long> Missing(StoreFolder folder, SnapshotScan? snapshot) =>
        (snapshot?.End?.Segments ?? []).Select(row => row.Start).Except(folder.Segments.Select(segment => segment.Start));
}
