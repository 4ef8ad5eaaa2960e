using Heliograph.Storage.Compaction;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Reading;
using Heliograph.Storage.Recovery;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Inspection;

/// <summary>Cuts out of a journal what cannot be read, so that it starts again, and says what was lost.</summary>
/// <remarks>The journal must not be in use: the caller holds the instance's lock. Damaged files are copied first.</remarks>
public static class StoreRepair
{
    private const int RoundsMax = 4; // mending one thing may show another

    /// <exception cref="StorageException">Another version wrote it, or the disk fails.</exception>
    public static RepairReport Run(IDisk disk)
    {
        var files = new RepairedFiles(disk);
        var lost = new List<Damage>();
        try
        {
            var report = StoreCheck.Run(disk);
            for (var round = 0; round < RoundsMax && !report.IsWhole; round++)
            {
                lost.AddRange(report.Damages.Where(damage => !lost.Contains(damage)));
                Mend(disk, files);
                report = StoreCheck.Run(disk);
            }

            return new() { Lost = lost, Actions = files.Actions, After = report };
        }
        catch (IOException failure)
        {
            throw StorageException.ForDisk(disk.Folder, failure);
        }
    }

    private static void Mend(IDisk disk, RepairedFiles files)
    {
        var folder = StoreFolder.Read(disk);
        files.Seal = folder.Seal;
        if (folder.Damages.Count > 0)
        {
            var headers = new HeaderRepair(folder, files);
            foreach (var damage in folder.Damages) headers.Run(damage);
            return; // the rest with what is now there
        }

        var snapshot = folder.Snapshots is [.., var newest] ? SnapshotScan.Of(disk, folder.Seal, newest) : null;
        if (snapshot is not null && (snapshot.Damages.Count > 0 || StoreCheck.Missing(folder, snapshot).Any()))
            SnapshotRepair.Run(folder, snapshot, files);
        if (snapshot is null && folder.Segments is [var first, ..] && (first.IsCompacted || first.Start != Segment.FirstStart))
        {
            SnapshotRepair.MakeEmpty(folder, files);
            return;
        }

        var log = LogPicture.Of(folder, snapshot);
        foreach (var segment in StoreCheck.Old(folder, log).ToArray()) MendOld(folder, segment, files);
        if (log.Damages.Count > 0) new LogRepair(folder, log, snapshot?.Position ?? 0, files).Run();
    }

    private static void MendOld(StoreFolder folder, Segment segment, RepairedFiles files)
    {
        var disk = folder.Disk;
        if (!segment.IsCompacted)
        {
            foreach (var hole in StoreCheck.ScanOld(folder, segment).Holes)
                files.Cover(segment, hole.Start, hole.End, previousEnd: segment.Start);
            return;
        }

        if (!StoreCheck.CheckCompacted(folder, segment).Any()) return;
        files.KeepCopy(segment.Name);
        uint[] whole;
        using (var file = disk.OpenRead(segment.Name))
        {
            StoreCheck.TryEntries(segment, file, out var entries);
            whole =
            [
                .. from entry in entries
                   where StoreCheck.IsWhole(file, folder.Seal, entry.Position, entry.Place)
                   select (uint)(entry.Position - segment.Start),
            ];
        }

        var list = new SegmentList();
        list.Add(segment);
        using var reader = new MessageReader(disk, folder.Seal, list, blocksMax: 1, () => segment.End);
        new SegmentCompaction(disk, folder.Seal, reader).Rewrite(segment, whole);
        files.Tell($"wrote {segment.Name} anew with the {whole.Length} records that can be read");
    }
}
