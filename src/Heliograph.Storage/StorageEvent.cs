namespace Heliograph.Storage;

/// <summary>Something that happened to a running journal.</summary>
/// <param name="Kind">What.</param>
/// <param name="Text">For a log: a sentence without a full stop.</param>
/// <param name="Cause">What was thrown, or null.</param>
public sealed record StorageEvent(StorageEventKind Kind, string Text, Exception? Cause = null);
