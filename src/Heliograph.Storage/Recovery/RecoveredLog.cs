using Heliograph.Storage.Disks;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Recovery;

/// <summary>A log that can be appended to.</summary>
/// <param name="Segments">Ascending; the log ends in the last.</param>
/// <param name="File">Of the last segment.</param>
/// <param name="End">Where it goes on.</param>
/// <param name="SnapshotPosition">0 without a snapshot.</param>
/// <param name="SnapshotBytes">Bytes of the snapshot.</param>
/// <param name="Report">For people.</param>
internal sealed record RecoveredLog(
    IReadOnlyList<Segment> Segments, IDiskFile File, long End, long SnapshotPosition, long SnapshotBytes,
    RecoveryReport Report);
