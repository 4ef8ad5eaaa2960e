namespace Heliograph.Storage.Snapshots;

/// <summary>A segment as a snapshot lists it: one that must exist for it.</summary>
/// <param name="Start">Its first position.</param>
/// <param name="Messages">Messages in it, up to the snapshot.</param>
/// <param name="MessageBytes">Bytes of their records.</param>
internal readonly record struct SegmentRow(long Start, long Messages, long MessageBytes);
