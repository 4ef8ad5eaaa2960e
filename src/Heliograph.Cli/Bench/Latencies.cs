using System.Numerics;

namespace Heliograph.Cli.Bench;

/// <summary>Counts times in buckets no wider than 1/64 of what they hold, from 1 µs to about 19 hours: a fixed 16 KiB. Any thread.</summary>
internal sealed class Latencies
{
    private const int SubBits = 6, SubBuckets = 1 << SubBits, Octaves = 31;

    private readonly long[] _counts = new long[SubBuckets * Octaves];
    private long _largest;

    /// <summary>How many were counted.</summary>
    public long Count => _counts.Sum();

    /// <summary>The greatest of them.</summary>
    public TimeSpan Largest => TimeSpan.FromMicroseconds(Volatile.Read(ref _largest));

    /// <summary>Counts one; negative ones, from clocks that disagree, count as nothing.</summary>
    public void Add(TimeSpan time)
    {
        var value = Math.Max(0, (long)time.TotalMicroseconds);
        Interlocked.Increment(ref _counts[Math.Min(IndexOf(value), _counts.Length - 1)]);
        long seen;
        while (value > (seen = Volatile.Read(ref _largest)) && Interlocked.CompareExchange(ref _largest, value, seen) != seen)
        {
        }
    }

    /// <summary>The time that a share of them, from 0 to 1, did not exceed; zero without any.</summary>
    public TimeSpan Percentile(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        if (left == 0) return TimeSpan.Zero;
        for (var index = 0; index < _counts.Length; index++)
        {
            left -= Volatile.Read(ref _counts[index]);
            if (left <= 0) return TimeSpan.FromMicroseconds(Math.Min(HighestOf(index), Volatile.Read(ref _largest)));
        }

        return Largest;
    }

    // Values below 64 have a bucket each; each doubling after that has 64 more, half of them new.
    private static int IndexOf(long value)
    {
        var octave = Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)value | 1) - SubBits + 1);
        return (octave * SubBuckets / 2) + (int)(value >> octave);
    }

    private static long HighestOf(int index)
    {
        if (index < SubBuckets) return index;
        var octave = (index / (SubBuckets / 2)) - 1;
        return ((long)(index - (octave * SubBuckets / 2)) << octave) + (1L << octave) - 1;
    }
}
