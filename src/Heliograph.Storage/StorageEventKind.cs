namespace Heliograph.Storage;

/// <summary>What happened to a running journal that an operator should know.</summary>
public enum StorageEventKind
{
    /// <summary>No space for a further segment: messages are refused until there is.</summary>
    SpaceShort,

    /// <summary>There is space again: messages are taken.</summary>
    SpaceBack,

    /// <summary>The reserved space is used up as well: nothing becomes durable until there is some.</summary>
    CommitsWaiting,

    /// <summary>What waited has been written.</summary>
    CommitsResumed,

    /// <summary>A write or sync failed: nothing becomes durable any more, and the process should stop. Told once.</summary>
    Failed,

    /// <summary>A snapshot was written.</summary>
    SnapshotWritten,

    /// <summary>A snapshot could not be written; the next attempt follows.</summary>
    SnapshotFailed,

    /// <summary>A segment could not be compacted or deleted, so that its space is not free.</summary>
    CompactionFailed,
}
