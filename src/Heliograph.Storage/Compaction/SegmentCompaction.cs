using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Reading;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Compaction;

/// <summary>Writes a mostly dead segment anew, with nothing but the records that are kept.</summary>
internal sealed class SegmentCompaction(IDisk disk, FrameSeal seal, MessageReader reader)
{
    private const int WriteBytes = 1 << 20;

    /// <summary>Replaces a segment's file. Readers never see a mixture, and a crash leaves the old file or the new.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="kept">Offsets of the records in the whole segment, ascending, each once.</param>
    /// <exception cref="StorageException">A kept record is damaged: the old file stays.</exception>
    public void Rewrite(Segment segment, ReadOnlySpan<uint> kept)
    {
        var unfinished = segment.Name + FileNames.UnfinishedSuffix;
        KeptIndex index;
        try
        {
            using var from = disk.OpenRead(segment.Name);
            using var to = disk.Create(unfinished);
            index = Copy(from, to, segment, kept);
            to.Sync();
        }
        catch
        {
            disk.Delete(unfinished); // the space may be what was missing
            throw;
        }

        var messageBytes = index.PlacesAt - FileHeader.Bytes;
        reader.Exchange(segment, () =>
        {
            disk.Rename(unfinished, segment.Name);
            (segment.Kept, segment.Messages, segment.MessageBytes) = (index, index.Count, messageBytes);
        });
        disk.SyncFolder();
    }

    private KeptIndex Copy(IDiskFile from, IDiskFile to, Segment segment, ReadOnlySpan<uint> kept)
    {
        var entries = new (uint Offset, uint Place)[kept.Length];
        var buffer = new byte[WriteBytes];
        new FileHeader(FileKind.CompactedSegment, seal.InstanceId, segment.Start, segment.Length, kept.Length).Write(buffer);
        var (place, filled) = (0L, FileHeader.Bytes); // of the buffer's first byte, in it
        for (var i = 0; i < kept.Length; i++)
        {
            var position = segment.Start + kept[i];
            var source = segment.Kept is null ? kept[i] : PlaceOf(position, segment, from);
            var length = LengthAt(source, from, segment);
            if (filled + length > buffer.Length)
            {
                to.Write(place, buffer.AsSpan(0, filled));
                (place, filled) = (place + filled, 0);
                if (length > buffer.Length) buffer = new byte[length];
            }

            var frame = buffer.AsSpan(filled, length);
            if (from.Read(source, frame) < length || !seal.IsWhole(frame, position)) throw Damaged(segment, source);
            entries[i] = (kept[i], (uint)(place + filled));
            filled += length;
        }

        to.Write(place, buffer.AsSpan(0, filled));
        var index = KeptIndex.Write(entries);
        to.Write(place + filled, index);
        return new(segment.Start, kept.Length, place + filled + index.Length);
    }

    private long PlaceOf(long position, Segment segment, IDiskFile file)
    {
        try
        {
            if (segment.Kept!.TryFind(position, file, out var place)) return place;
            throw Damaged(segment, segment.Kept.PlacesAt);
        }
        catch (InvalidDataException)
        {
            throw Damaged(segment, segment.Kept!.PlacesAt);
        }
    }

    private int LengthAt(long place, IDiskFile file, Segment segment)
    {
        Span<byte> header = stackalloc byte[Frame.HeaderBytes];
        if (file.Read(place, header) < header.Length) throw Damaged(segment, place);
        var length = Frame.HeaderBytes + (long)Frame.LengthOf(header);
        return length <= segment.Length ? (int)length : throw Damaged(segment, place);
    }

    private StorageException Damaged(Segment segment, long place) =>
        StorageException.ForDamage(disk.Folder, Damage.OfRecord(segment.Name, place));
}
