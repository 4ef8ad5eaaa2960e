using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;
using Heliograph.Storage.Snapshots;

namespace Heliograph.Storage.Recovery;

/// <summary>Reads a snapshot record by record, up to its end.</summary>
internal sealed class SnapshotReader : IDisposable
{
    private readonly IDisk _disk;
    private readonly string _name;
    private readonly IDiskFile _file;
    private readonly FrameReader _reader;
    private long _records;

    public SnapshotReader(IDisk disk, FrameSeal seal, long position)
    {
        _reader = new(seal);
        _disk = disk;
        _name = FileNames.OfSnapshot(position);
        _file = disk.OpenRead(_name);
        Length = _file.Length;
        _reader.Begin(_file, basePosition: 0, FileHeader.Bytes, Length);
    }

    public long Length { get; }

    public long Place => _reader.Position;

    /// <summary>Once the last record has been read.</summary>
    public SnapshotEnd? End { get; private set; }

    /// <summary>The next record.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="StorageException">The file is not as it was written.</exception>
    public bool Next(out ReadOnlySpan<byte> payload)
    {
        while (true)
        {
            var place = Place;
            if (_reader.Next(out payload) is not FrameState.Whole)
                throw Damaged(place, "the snapshot is not as it was written");
            switch (OwnRecord.TypeOf(payload))
            {
                case OwnRecord.SnapshotEnd:
                    CheckEnd(payload, place);
                    return false;
                case OwnRecord.Void:
                    break; // cut out by a repair
                default:
                    _records++;
                    return true;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private void CheckEnd(ReadOnlySpan<byte> payload, long place)
    {
        if (!SnapshotEnd.TryRead(payload, out var end) || end is null)
            throw Damaged(place, "the end of the snapshot makes no sense");
        if (Place != Length) throw Damaged(Place, "something follows the end of the snapshot");
        if (end.Records != _records) throw Damaged(place, $"the snapshot has {_records} records and not {end.Records}");
        End = end;
    }

    private StorageException Damaged(long place, string what) =>
        StorageException.ForDamage(_disk.Folder, new(_name, place, what));
}
