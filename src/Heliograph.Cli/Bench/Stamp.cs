using System.Buffers.Binary;

namespace Heliograph.Cli.Bench;

/// <summary>The front of a payload that says when it was sent: <c>bench sub</c> reads the latency off it.</summary>
/// <remarks><code>
/// +-----------------+--------------------------+------------+
/// | 48 47 42 31     | 100 ns since year 1, UTC | any bytes  |
/// | 4 bytes, "HGB1" | 8 bytes, big-endian      |            |
/// +-----------------+--------------------------+------------+
/// </code></remarks>
internal static class Stamp
{
    /// <summary>Bytes that it takes; shorter payloads carry none.</summary>
    public const int Bytes = 12;

    private static ReadOnlySpan<byte> Mark => "HGB1"u8;

    /// <summary>Writes the present time, where there is room for it.</summary>
    public static void Write(Span<byte> payload)
    {
        if (payload.Length < Bytes) return;
        Mark.CopyTo(payload);
        BinaryPrimitives.WriteInt64BigEndian(payload[4..], DateTime.UtcNow.Ticks);
    }

    /// <summary>How long ago a payload was stamped; false for one that was not.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out TimeSpan age)
    {
        age = default;
        if (payload.Length < Bytes || !payload.StartsWith(Mark)) return false;
        age = new(DateTime.UtcNow.Ticks - BinaryPrimitives.ReadInt64BigEndian(payload[4..]));
        return true;
    }
}
