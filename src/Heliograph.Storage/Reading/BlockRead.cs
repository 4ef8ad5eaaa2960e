namespace Heliograph.Storage.Reading;

/// <summary>Reads a file from an offset on.</summary>
/// <returns>How many of the bytes hold: what is not yet written does not.</returns>
internal delegate int BlockRead(long offset, Span<byte> into);
