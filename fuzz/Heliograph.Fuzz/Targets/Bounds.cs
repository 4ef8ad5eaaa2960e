using System.Diagnostics;

namespace Heliograph.Fuzz.Targets;

/// <summary>What reading a file of a few kilobytes may cost.</summary>
internal static class Bounds
{
    private const long AllocatedBytesMax = 100_000_000;

    // Far above what any input needs, so that a busy machine is no finding.
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(20);

    /// <summary>Runs it, and finds fault with more memory or time than is sensible.</summary>
    public static void Check(Action run)
    {
        var began = Stopwatch.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        run();
        FindingException.Unless(GC.GetAllocatedBytesForCurrentThread() - before < AllocatedBytesMax, "memory within bounds");
        FindingException.Unless(Stopwatch.GetElapsedTime(began) < TimeMax, "time within bounds");
    }
}
