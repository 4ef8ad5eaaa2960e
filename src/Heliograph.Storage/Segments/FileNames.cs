using System.Globalization;

namespace Heliograph.Storage.Segments;

/// <summary>The names of the journal's files: a position as 16 hex digits, and what it is.</summary>
internal static class FileNames
{
    public const string SegmentSuffix = ".log", SnapshotSuffix = ".snapshot";

    /// <summary>Not finished: deleted at the next start.</summary>
    public const string UnfinishedSuffix = ".tmp";

    private const int Digits = 16;
    private const long PositionMax = 1L << 60; // a name beyond is not of ours, and sums of positions stay numbers

    public static string OfSegment(long position) => position.ToString("x16", CultureInfo.InvariantCulture) + SegmentSuffix;

    public static string OfSnapshot(long position) => position.ToString("x16", CultureInfo.InvariantCulture) + SnapshotSuffix;

    public static bool TryParse(string name, string suffix, out long position)
    {
        position = 0;
        return name.Length == Digits + suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out position)
            && position is > 0 and <= PositionMax;
    }
}
