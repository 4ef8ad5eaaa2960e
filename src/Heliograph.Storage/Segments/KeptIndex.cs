using System.Buffers.Binary;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;

namespace Heliograph.Storage.Segments;

/// <summary>Where the records of a compacted segment are: eight bytes for each, read when the first is asked for.</summary>
/// <remarks>
/// <code>
///   header | frame | frame | ... | (offset in the segment u32, place in this file u32) for each frame | CRC-32C u32
/// </code>
/// Ascending. The frames keep the checksums of their original positions. No segment has 4 GiB.
/// </remarks>
internal sealed class KeptIndex(long start, long count, long fileBytes)
{
    public const int EntryBytes = 8;
    public const int CrcBytes = 4;

    private uint[]? _offsets, _places;

    public long Count => count;

    public long FileBytes => fileBytes;

    /// <summary>Where the index begins, and the frames end.</summary>
    public long PlacesAt => fileBytes - CrcBytes - (EntryBytes * count);

    /// <summary>Finds a record.</summary>
    /// <returns>False when it was not kept.</returns>
    /// <exception cref="InvalidDataException">The index is not as it was written.</exception>
    public bool TryFind(long position, IDiskFile file, out long place)
    {
        Load(file);
        place = 0;
        var at = Array.BinarySearch(_offsets!, (uint)(position - start));
        if (at < 0) return false;
        place = _places![at];
        return true;
    }

    /// <summary>All records, ascending: position and place in the file.</summary>
    public IEnumerable<(long Position, long Place)> Entries(IDiskFile file)
    {
        Load(file);
        for (var i = 0; i < _offsets!.Length; i++) yield return (start + _offsets[i], _places![i]);
    }

    /// <summary>The bytes of an index.</summary>
    public static byte[] Write(ReadOnlySpan<(uint Offset, uint Place)> entries)
    {
        var bytes = new byte[(EntryBytes * entries.Length) + CrcBytes];
        for (var i = 0; i < entries.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(EntryBytes * i), entries[i].Offset);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((EntryBytes * i) + 4), entries[i].Place);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(^CrcBytes..), Checksum.Of(bytes.AsSpan(..^CrcBytes)));
        return bytes;
    }

    private void Load(IDiskFile file)
    {
        if (_offsets is not null) return;
        if (PlacesAt < FileHeader.Bytes) throw new InvalidDataException("the file is too short for its index");
        var bytes = new byte[fileBytes - PlacesAt];
        var isWhole = file.Read(PlacesAt, bytes) == bytes.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(^CrcBytes..)) == Checksum.Of(bytes.AsSpan(..^CrcBytes));
        if (!isWhole) throw new InvalidDataException("the index is not as it was written");

        var (offsets, places) = (new uint[count], new uint[count]);
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(EntryBytes * i));
            places[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((EntryBytes * i) + 4));
        }

        (_offsets, _places) = (offsets, places);
    }
}
