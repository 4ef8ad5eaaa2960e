using System.Buffers.Binary;
using Heliograph.Broker;

namespace Heliograph.Storage.Framing;

/// <summary>Stands before the records of each commit, and first in each segment that has records.</summary>
/// <param name="DurableTo">Every byte before this position was durable when the commit was written.</param>
/// <param name="PreviousEnd">
/// Where the record before this one ends: in the same segment the mark's own position, else in the segment before. So a
/// segment that ends in zeros is told from one that lost its end.
/// </param>
/// <param name="At">The owner's clock.</param>
/// <remarks>
/// <code>
///   0 u8 | 1 u8 | durable to i64 | previous end i64 | at i64
/// </code>
/// </remarks>
internal readonly record struct Mark(long DurableTo, long PreviousEnd, Instant At)
{
    public const int PayloadBytes = 26;
    public const int FrameBytes = Frame.HeaderBytes + PayloadBytes;

    /// <summary>How far the log was durable, when the mark lies at a position; 0 when it claims what no mark can know.</summary>
    public long DurableToAt(long position) => DurableTo <= position ? DurableTo : 0;

    public void Write(Span<byte> payload)
    {
        payload[0] = OwnRecord.Kind;
        payload[1] = OwnRecord.Mark;
        BinaryPrimitives.WriteInt64LittleEndian(payload[2..], DurableTo);
        BinaryPrimitives.WriteInt64LittleEndian(payload[10..], PreviousEnd);
        BinaryPrimitives.WriteInt64LittleEndian(payload[18..], At.Milliseconds);
    }

    public static bool TryRead(ReadOnlySpan<byte> payload, out Mark mark)
    {
        mark = default;
        if (payload.Length != PayloadBytes || OwnRecord.TypeOf(payload) != OwnRecord.Mark) return false;
        mark = new(
            BinaryPrimitives.ReadInt64LittleEndian(payload[2..]),
            BinaryPrimitives.ReadInt64LittleEndian(payload[10..]),
            new(BinaryPrimitives.ReadInt64LittleEndian(payload[18..])));
        return true;
    }
}
