using System.Buffers;

namespace Heliograph.Simulation.World;

/// <summary>Input in two pieces of memory, as a read buffer may have it.</summary>
public static class SplitInput
{
    public static ReadOnlySequence<byte> At(ReadOnlyMemory<byte> bytes, int at)
    {
        var first = new Segment(bytes[..at], 0);
        var last = new Segment(bytes[at..], at);
        first.Then(last);
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public void Then(Segment next) => Next = next;
    }
}
