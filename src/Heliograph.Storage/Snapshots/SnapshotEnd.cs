using System.Buffers.Binary;
using Heliograph.Broker;
using Heliograph.Storage.Framing;

namespace Heliograph.Storage.Snapshots;

/// <summary>The last frame of a snapshot, without which it is none.</summary>
/// <param name="Records">Records before it.</param>
/// <param name="LogEnd">Every byte of the log before this position was durable before the snapshot was finished.</param>
/// <param name="At">The owner's clock.</param>
/// <param name="Segments">What must exist of the log before the snapshot's position, and around it.</param>
/// <remarks>
/// <code>
///   0 u8 | 3 u8 | records i64 | log end i64 | at i64 | rows i32 | (start i64, messages i64, message bytes i64) for each row
/// </code>
/// </remarks>
internal sealed record SnapshotEnd(long Records, long LogEnd, Instant At, SegmentRow[] Segments)
{
    private const int FixedBytes = 30, RowBytes = 24;

    public int PayloadBytes => FixedBytes + (RowBytes * Segments.Length);

    public void Write(Span<byte> payload)
    {
        payload[0] = OwnRecord.Kind;
        payload[1] = OwnRecord.SnapshotEnd;
        BinaryPrimitives.WriteInt64LittleEndian(payload[2..], Records);
        BinaryPrimitives.WriteInt64LittleEndian(payload[10..], LogEnd);
        BinaryPrimitives.WriteInt64LittleEndian(payload[18..], At.Milliseconds);
        BinaryPrimitives.WriteInt32LittleEndian(payload[26..], Segments.Length);
        for (var i = 0; i < Segments.Length; i++)
        {
            var row = payload[(FixedBytes + (RowBytes * i))..];
            BinaryPrimitives.WriteInt64LittleEndian(row, Segments[i].Start);
            BinaryPrimitives.WriteInt64LittleEndian(row[8..], Segments[i].Messages);
            BinaryPrimitives.WriteInt64LittleEndian(row[16..], Segments[i].MessageBytes);
        }
    }

    public static bool TryRead(ReadOnlySpan<byte> payload, out SnapshotEnd? end)
    {
        end = null;
        if (payload.Length < FixedBytes || OwnRecord.TypeOf(payload) != OwnRecord.SnapshotEnd) return false;
        var rows = BinaryPrimitives.ReadInt32LittleEndian(payload[26..]);
        if (rows < 0 || payload.Length != FixedBytes + ((long)RowBytes * rows)) return false;
        var segments = new SegmentRow[rows];
        for (var i = 0; i < rows; i++)
        {
            var row = payload[(FixedBytes + (RowBytes * i))..];
            segments[i] = new(
                BinaryPrimitives.ReadInt64LittleEndian(row),
                BinaryPrimitives.ReadInt64LittleEndian(row[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(row[16..]));
        }

        end = new(
            BinaryPrimitives.ReadInt64LittleEndian(payload[2..]),
            BinaryPrimitives.ReadInt64LittleEndian(payload[10..]),
            new(BinaryPrimitives.ReadInt64LittleEndian(payload[18..])),
            segments);
        return true;
    }
}
