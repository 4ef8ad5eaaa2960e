namespace Heliograph.Storage.Inspection;

/// <summary>Sees one whole frame.</summary>
/// <param name="position">Where it begins.</param>
/// <param name="payload">Borrowed for the call.</param>
internal delegate void FrameVisit(long position, ReadOnlySpan<byte> payload);
