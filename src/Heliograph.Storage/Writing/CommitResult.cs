namespace Heliograph.Storage.Writing;

/// <summary>What a commit did.</summary>
internal enum CommitResult
{
    /// <summary>There was nothing to write.</summary>
    Nothing,

    /// <summary>All that waited is written, and durable as the level asks.</summary>
    Done,

    /// <summary>There is no space; what waits goes on waiting.</summary>
    WaitsForSpace,

    /// <summary>The disk failed, now or before: nothing is written any more.</summary>
    Failed,
}
