namespace Heliograph.Storage;

/// <summary>How far a recovery has come.</summary>
/// <param name="BytesDone">Bytes read of snapshot and log.</param>
/// <param name="BytesTotal">Bytes to read at most: the log may end earlier.</param>
/// <param name="Records">Records replayed.</param>
public readonly record struct RecoveryProgress(long BytesDone, long BytesTotal, long Records);
