using System.Buffers.Binary;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Recovery;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Inspection;

/// <summary>Writes a damaged header anew from the file's name, its contents and its neighbours; or gives the file up.</summary>
internal sealed class HeaderRepair(StoreFolder folder, RepairedFiles files)
{
    private const int CountAt = 48; // where a compacted segment's header has its count

    private readonly IDisk _disk = folder.Disk;

    public void Run(Damage damage)
    {
        if (Rebuild(damage.File) is { } header)
        {
            using var file = files.Change(damage.File);
            RepairedFiles.WriteHeader(file, header);
            file.Sync();
            files.Tell($"wrote the header of {damage.File} anew");
        }
        else
        {
            files.SetAside(damage.File);
        }
    }

    // A file may be shorter than its segment, which then ends where the next one begins.
    private static long LengthOf(long start, long fileBytes, Segment? next) =>
        next is not null && next.Start - start <= Segment.LengthMax ? Math.Max(fileBytes, next.Start - start) : fileBytes;

    private FileHeader? Rebuild(string name)
    {
        var bytes = new byte[FileHeader.Bytes];
        using var file = _disk.OpenRead(name);
        if (file.Read(0, bytes) < bytes.Length) return null;
        if (FileHeader.Read(bytes, out _, out _) is HeaderState.Whole) return null; // it belongs to something else
        // Without the id no frame can be told from anything else.
        var instanceId = folder.InstanceId ?? (FileHeader.TryMend(bytes, out var mended) ? mended.InstanceId : new(bytes.AsSpan(16, 16)));
        if (FileNames.TryParse(name, FileNames.SnapshotSuffix, out var position))
            return new FileHeader(FileKind.Snapshot, instanceId, position, Length: 0, Count: 0);

        if (!FileNames.TryParse(name, FileNames.SegmentSuffix, out var start)) return null;
        var next = folder.Segments.FirstOrDefault(segment => segment.Start > start);
        var scan = FrameScan.Of(file, new(instanceId), start, start + FileHeader.Bytes, file.Length);
        if (folder.InstanceId is null && scan.HasScraps && scan.DataEnd == start + FileHeader.Bytes) return null;
        if (scan.Records > 0 || scan.First is not null || next is null)
            return new FileHeader(FileKind.Segment, instanceId, start, LengthOf(start, file.Length, next), Count: 0);

        var count = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(CountAt));
        var length = next.Start - start;
        if (count <= 0 || count > file.Length / KeptIndex.EntryBytes) return null;
        var segment = new Segment(start, length) { Kept = new(start, count, file.Length) };
        return StoreCheck.TryEntries(segment, file, out _)
            ? new FileHeader(FileKind.CompactedSegment, instanceId, start, length, count)
            : null;
    }
}
