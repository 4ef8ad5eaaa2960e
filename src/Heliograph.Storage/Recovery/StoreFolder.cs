using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Recovery;

/// <summary>What a journal's folder holds, by the names and headers of its files.</summary>
internal sealed class StoreFolder
{
    private readonly List<Segment> _segments = [];
    private readonly List<long> _snapshots = [];
    private readonly List<string> _unfinished = [];
    private readonly List<Damage> _damages = [];
    private FrameSeal? _seal;

    private StoreFolder(IDisk disk) => Disk = disk;

    public IDisk Disk { get; }

    /// <summary>Of the first file with a whole header; null when there is none.</summary>
    public Guid? InstanceId { get; private set; }

    /// <summary>Of the journal that the files belong to.</summary>
    public FrameSeal Seal => _seal ??= new(InstanceId ?? Guid.Empty);

    /// <summary>Ascending.</summary>
    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>Positions, ascending.</summary>
    public IReadOnlyList<long> Snapshots => _snapshots;

    /// <summary>Files that a crash left behind.</summary>
    public IReadOnlyList<string> Unfinished => _unfinished;

    /// <summary>Headers that are not as they were written. Their files are not listed above.</summary>
    public IReadOnlyList<Damage> Damages => _damages;

    public bool IsEmpty => _segments.Count == 0 && _snapshots.Count == 0 && _damages.Count == 0;

    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="StorageException">Another version wrote it.</exception>
    public static StoreFolder Read(IDisk disk)
    {
        var folder = new StoreFolder(disk);
        foreach (var name in disk.List().Order(StringComparer.Ordinal)) folder.Add(name); // as they follow one another
        return folder;
    }

    private void Add(string name)
    {
        if (name.EndsWith(FileNames.UnfinishedSuffix, StringComparison.Ordinal))
            _unfinished.Add(name);
        else if (FileNames.TryParse(name, FileNames.SegmentSuffix, out var start))
            AddSegment(name, start);
        else if (FileNames.TryParse(name, FileNames.SnapshotSuffix, out var position) && ReadHeader(name) is { } header)
            AddSnapshot(name, position, header);
    }

    private void AddSegment(string name, long start)
    {
        if (ReadHeader(name) is not { } header) return;
        var (file, fileBytes) = header;
        var isSound = file.Kind is not FileKind.Snapshot && file.Base == start
            && file.Length is >= FileHeader.Bytes and <= Segment.LengthMax
            && file.Count >= 0 && file.Count <= fileBytes / KeptIndex.EntryBytes;
        if (!isSound)
        {
            _damages.Add(new(name, 0, "the header belongs to another file"));
            return;
        }

        var segment = new Segment(start, file.Length);
        if (file.Kind is FileKind.CompactedSegment) segment.Kept = new(start, file.Count, fileBytes);
        if (_segments is [.., var before] && start < before.End)
            _damages.Add(new(name, 0, $"the segment begins before {before.Name} ends"));
        else
            _segments.Add(segment);
    }

    private void AddSnapshot(string name, long position, (FileHeader Header, long Bytes) file)
    {
        if (file.Header.Kind is FileKind.Snapshot && file.Header.Base == position) _snapshots.Add(position);
        else _damages.Add(new(name, 0, "the header belongs to another file"));
    }

    private (FileHeader Header, long FileBytes)? ReadHeader(string name)
    {
        Span<byte> bytes = stackalloc byte[FileHeader.Bytes];
        using var file = Disk.OpenRead(name);
        var read = file.Read(0, bytes);
        var state = FileHeader.Read(bytes[..read], out var header, out var version);
        if (state is HeaderState.OtherVersion) throw OtherVersion(name, version);
        if (state is HeaderState.Damaged)
        {
            _damages.Add(new(name, 0, "the header is not as it was written"));
            return null;
        }

        InstanceId ??= header.InstanceId;
        if (header.InstanceId == InstanceId) return (header, file.Length);
        _damages.Add(new(name, 0, "the file belongs to another journal")); // whose id is as secret as ours
        return null;
    }

    private StorageException OtherVersion(string name, uint version) =>
        new(
            $"the journal in {Disk.Folder} has format version {version} (in {name}), "
            + $"and this program knows version {FileHeader.FormatVersion}",
            "Start it with the version that wrote it, or export there (heliograph store export) and import here");
}
