namespace Heliograph.Server.Maintenance;

/// <summary>What a compaction gained.</summary>
/// <param name="BytesBefore">Bytes of segments and snapshots.</param>
/// <param name="BytesAfter">The same afterwards.</param>
/// <param name="Troubles">What could not be done and does no harm, as sentences without a full stop.</param>
internal sealed record CompactionReport(long BytesBefore, long BytesAfter, IReadOnlyList<string> Troubles);
