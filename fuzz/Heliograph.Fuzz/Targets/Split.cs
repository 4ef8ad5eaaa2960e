using System.Buffers;

namespace Heliograph.Fuzz.Targets;

/// <summary>Bytes as a sequence of several segments.</summary>
public static class Split
{
    /// <summary>Segments of the given length each; the last may be shorter.</summary>
    public static ReadOnlySequence<byte> Every(int segmentBytes, byte[] bytes)
    {
        var cuts = new List<int>();
        for (var at = segmentBytes; at < bytes.Length; at += segmentBytes) cuts.Add(at);
        return At(cuts, bytes);
    }

    /// <summary>Cuts at ascending offsets; equal ones give empty segments.</summary>
    public static ReadOnlySequence<byte> At(IEnumerable<int> cuts, byte[] bytes)
    {
        Segment? first = null, last = null;
        var start = 0;
        foreach (var cut in cuts.Append(bytes.Length))
        {
            last = new Segment(bytes.AsMemory(start, cut - start), last);
            first ??= last;
            start = cut;
        }

        return new(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
