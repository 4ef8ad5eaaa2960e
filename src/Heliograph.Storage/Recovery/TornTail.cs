using Heliograph.Storage.Disks;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Recovery;

/// <summary>Cuts off what a crash left behind the end of the log, so that it can never be read as records later.</summary>
internal static class TornTail
{
    private const int BlockBytes = 1 << 20;

    private static readonly byte[] Zeros = new byte[BlockBytes];

    /// <summary>Deletes the segments behind and fills the rest of the last one with zeros, all of it durably.</summary>
    /// <param name="disk">The folder.</param>
    /// <param name="segments">Ascending.</param>
    /// <param name="index">The segment in which the log ends.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>The file of that segment, to write on.</returns>
    public static IDiskFile Cut(IDisk disk, IReadOnlyList<Segment> segments, int index, long end)
    {
        // The last first, each durably: a crash in between leaves no gap in the log.
        for (var i = segments.Count - 1; i > index; i--)
        {
            disk.Delete(segments[i].Name);
            disk.SyncFolder();
        }

        var segment = segments[index];
        var file = disk.Open(segment.Name);
        try
        {
            Clear(file, end - segment.Start, segment.Length);
            file.Sync(); // also what was written before and perhaps never synced
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // A file that ends early reads as zeros there, and is prolonged when there is something to write.
    private static void Clear(IDiskFile file, long from, long length)
    {
        var buffer = new byte[Math.Min(BlockBytes, length - from)];
        for (var at = from; at < length; at += BlockBytes)
        {
            var block = buffer.AsSpan(0, (int)Math.Min(BlockBytes, length - at));
            var read = file.Read(at, block);
            if (block[..read].ContainsAnyExcept((byte)0)) file.Write(at, Zeros.AsSpan(0, read));
            if (read < block.Length) break;
        }

        if (file.Length > length) file.SetLength(length);
    }
}
