namespace Heliograph.Storage.Framing;

/// <summary>What storage itself writes between the records of the engine: a first byte that none of those has, then a type.</summary>
internal static class OwnRecord
{
    /// <summary>The first byte of the payload.</summary>
    public const byte Kind = 0;

    /// <summary>The second byte: a <see cref="Framing.Mark"/>.</summary>
    public const byte Mark = 1;

    /// <summary>The second byte: nothing. Covers what a repair cut out.</summary>
    public const byte Void = 2;

    /// <summary>The second byte: the end of a snapshot.</summary>
    public const byte SnapshotEnd = 3;

    public static bool IsIn(ReadOnlySpan<byte> payload) => payload[0] == Kind;

    /// <summary>Which one; 0 when it is none.</summary>
    public static byte TypeOf(ReadOnlySpan<byte> payload) => IsIn(payload) && payload.Length >= 2 ? payload[1] : (byte)0;
}
