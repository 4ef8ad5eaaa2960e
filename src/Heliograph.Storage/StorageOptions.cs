namespace Heliograph.Storage;

/// <summary>How a journal is kept.</summary>
public sealed record StorageOptions
{
    /// <summary>What an acknowledged change survives.</summary>
    public DurabilityLevel Level { get; init; } = DurabilityLevel.Fsync;

    /// <summary>Bytes of the first segment; each further one doubles. Small journals stay small.</summary>
    public int SegmentBytesMin { get; init; } = 1 << 20;

    /// <summary>Bytes at which segments grow no further. One record that needs more gets a segment of its own size.</summary>
    public int SegmentBytesMax { get; init; } = 32 << 20;

    /// <summary>Bytes that wait in memory to be written; beyond, the journal has no room for messages.</summary>
    public long PendingBytesMax { get; init; } = 64 << 20;

    /// <summary>
    /// Bytes of the disk that are left free for what cannot be refused. Below, the journal has no room for messages; those
    /// taken on already, acknowledgements, and the snapshots that free space go on. So it should be no less than
    /// <see cref="PendingBytesMax"/>. A third of it is left to snapshots.
    /// </summary>
    public long FreeBytesMin { get; init; } = 96 << 20;

    /// <summary>Bytes of the disk that only a snapshot may use, and what must be durable before it: decision 0017.</summary>
    internal long SnapshotReserveBytes => FreeBytesMin / 3;

    /// <summary>Bytes of log between two snapshots while space is short: several before the reserve is used up.</summary>
    internal long ShortSnapshotAfterBytes => Math.Max(FreeBytesMin / 4, SegmentBytesMin);

    /// <summary>Bytes that may wait in memory while space is short: with a snapshot they fit into what is left to it.</summary>
    internal long ShortPendingBytesMax => Math.Max(SnapshotReserveBytes / 2, PendingBytesMax / 8);

    /// <summary>A snapshot is written when this much has followed the last one, or twice its size if that is more.</summary>
    public long SnapshotAfterBytes { get; init; } = 32 << 20;

    /// <summary>
    /// A snapshot is written when nothing was appended for this long, and <see cref="IdleSnapshotBytes"/> were before.
    /// </summary>
    public TimeSpan IdleSnapshotAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes since the last snapshot below which an idle journal writes none.</summary>
    public long IdleSnapshotBytes { get; init; } = 1 << 20;

    /// <summary>A segment of which less than this share is still needed is written anew without the rest. 0 to 1.</summary>
    public double CompactBelow { get; init; } = 0.3;

    /// <summary>A segment whose file has fewer bytes is not worth it.</summary>
    public long CompactBytesMin { get; init; } = 64 << 10;

    /// <summary>Blocks of 64 KiB kept of what was read back.</summary>
    public int CachedBlocksMax { get; init; } = 64;
}
