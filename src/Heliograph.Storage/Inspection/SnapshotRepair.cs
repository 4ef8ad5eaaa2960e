using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Recovery;
using Heliograph.Storage.Segments;
using Heliograph.Storage.Snapshots;

namespace Heliograph.Storage.Inspection;

/// <summary>Writes a snapshot anew with the records that can be read.</summary>
internal static class SnapshotRepair
{
    public static void Run(StoreFolder folder, SnapshotScan scan, RepairedFiles files)
    {
        var disk = folder.Disk;
        files.KeepCopy(scan.Name);
        var unfinished = scan.Name + FileNames.UnfinishedSuffix;
        using (var from = disk.OpenRead(scan.Name))
        using (var to = disk.Create(unfinished))
        {
            var at = (long)FileHeader.Bytes;
            RepairedFiles.WriteHeader(to, HeaderOf(folder, scan.Position));
            FrameScan.Of(from, folder.Seal, start: 0, FileHeader.Bytes, from.Length, (_, payload) =>
            {
                if (!OwnRecord.IsIn(payload)) at = Add(to, folder.Seal, at, payload);
            });
            var end = EndOf(folder, scan);
            var bytes = new byte[end.PayloadBytes];
            end.Write(bytes);
            Add(to, folder.Seal, at, bytes);
            to.Sync();
        }

        disk.Rename(unfinished, scan.Name);
        disk.SyncFolder();
        files.Tell($"wrote {scan.Name} anew with the {scan.Records} records that can be read");
    }

    /// <summary>Makes an empty snapshot where none is, so that the log can begin later than at the very first position.</summary>
    public static void MakeEmpty(StoreFolder folder, RepairedFiles files)
    {
        var disk = folder.Disk;
        var lastCompacted = folder.Segments.ToList().FindLastIndex(segment => segment.IsCompacted);
        var position = lastCompacted + 1 < folder.Segments.Count
            ? folder.Segments[lastCompacted + 1].Start
            : folder.Segments[^1].End;
        var name = FileNames.OfSnapshot(position);
        var unfinished = name + FileNames.UnfinishedSuffix;
        using (var to = disk.Create(unfinished))
        {
            RepairedFiles.WriteHeader(to, HeaderOf(folder, position));
            var end = new SnapshotEnd(Records: 0, LogEnd: 0, default, RowsBefore(folder, position));
            var bytes = new byte[end.PayloadBytes];
            end.Write(bytes);
            Add(to, folder.Seal, FileHeader.Bytes, bytes);
            to.Sync();
        }

        disk.Rename(unfinished, name);
        disk.SyncFolder();
        files.Tell($"made the empty snapshot {name} in the place of the one that is missing");
    }

    private static SnapshotEnd EndOf(StoreFolder folder, SnapshotScan scan)
    {
        if (scan.End is not { } end) return new(scan.Records, LogEnd: 0, default, RowsBefore(folder, scan.Position));
        return end with
        {
            Records = scan.Records,
            Segments = [.. end.Segments.Where(row => folder.Segments.Any(segment => segment.Start == row.Start))],
        };
    }

    private static FileHeader HeaderOf(StoreFolder folder, long position) =>
        new(FileKind.Snapshot, folder.Seal.InstanceId, position, Length: 0, Count: 0);

    private static SegmentRow[] RowsBefore(StoreFolder folder, long position) =>
        [.. folder.Segments.Where(segment => segment.Start < position).Select(segment => new SegmentRow(segment.Start, 0, 0))];

    private static long Add(IDiskFile file, FrameSeal seal, long at, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[Frame.HeaderBytes + payload.Length];
        Frame.SetLength(frame, payload.Length);
        payload.CopyTo(frame.AsSpan(Frame.HeaderBytes));
        seal.Close(frame, at);
        file.Write(at, frame);
        return at + frame.Length;
    }
}
