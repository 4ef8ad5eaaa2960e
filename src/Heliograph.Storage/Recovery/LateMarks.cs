using System.Buffers.Binary;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Recovery;

/// <summary>What lies behind the end of the log: zeros, scraps of the last commit, or proof that more was durable.</summary>
/// <param name="DurableTo">The furthest position that a mark found there calls durable; 0 without one.</param>
/// <param name="EndOfBytes">Behind the last byte that is not zero; 0 when all are.</param>
internal readonly record struct LateMarks(long DurableTo, long EndOfBytes)
{
    private const int ReadBytes = 1 << 20;

    /// <summary>Looks for marks at every byte. A mark is valid in its own place and journal only, so none is found by chance or in a payload.</summary>
    public static LateMarks Find(IDisk disk, FrameSeal seal, IReadOnlyList<Segment> segments, int index, long from)
    {
        var found = default(LateMarks);
        var buffer = new byte[Math.Min(ReadBytes, segments.Skip(index).Max(segment => segment.Length))];
        for (var i = index; i < segments.Count; i++)
        {
            var segment = segments[i];
            using var file = disk.OpenRead(segment.Name);
            found = found.With(FindIn(file, seal, segment, i == index ? from : segment.FirstRecord, buffer));
        }

        return found;
    }

    private static LateMarks FindIn(IDiskFile file, FrameSeal seal, Segment segment, long from, byte[] buffer)
    {
        var found = default(LateMarks);
        var (at, kept) = (from - segment.Start, 0); // offset of the buffer's first byte; bytes left over from the read before
        while (true)
        {
            var read = file.Read(at + kept, buffer.AsSpan(kept));
            if (read == 0) return found;
            var bytes = buffer.AsSpan(0, kept + read);
            found = found.With(FindIn(bytes, seal, segment.Start + at));
            kept = Math.Min(bytes.Length, Mark.FrameBytes - 1);
            bytes[^kept..].CopyTo(buffer);
            at += bytes.Length - kept;
        }
    }

    private static LateMarks FindIn(ReadOnlySpan<byte> bytes, FrameSeal seal, long position)
    {
        var last = bytes.LastIndexOfAnyExcept((byte)0);
        if (last < 0) return default;
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, Mark.PayloadBytes);
        var durableTo = 0L;
        for (var at = 0; bytes.Length - at >= Mark.FrameBytes; at++)
        {
            var next = bytes[at..].IndexOf(length);
            if (next < 0 || bytes.Length - at - next < Mark.FrameBytes) break;
            at += next;
            var frame = bytes.Slice(at, Mark.FrameBytes);
            if (Mark.TryRead(frame[Frame.HeaderBytes..], out var mark) && seal.IsWhole(frame, position + at))
                durableTo = Math.Max(durableTo, mark.DurableToAt(position + at));
        }

        return new(durableTo, position + last + 1);
    }

    private LateMarks With(LateMarks other) =>
        new(Math.Max(DurableTo, other.DurableTo), Math.Max(EndOfBytes, other.EndOfBytes));
}
