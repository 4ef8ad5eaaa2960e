namespace Heliograph.Storage.Framing;

/// <summary>What a file holds.</summary>
internal enum FileKind
{
    Segment,

    /// <summary>A segment of which only the kept records are left.</summary>
    CompactedSegment,

    Snapshot,
}
