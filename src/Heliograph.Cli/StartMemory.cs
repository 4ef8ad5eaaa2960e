using System.Globalization;
using System.Runtime.InteropServices;

namespace Heliograph.Cli;

/// <summary>Gives back the memory that only the start of the process needed.</summary>
/// <remarks>
/// Three things are left over: garbage (a heap this small has not been collected yet), free memory of the C library, and
/// the pages of program files that were mapped to run code once. The last are the same on disk and in the system's cache,
/// and come back by themselves, page by page, when they are needed again.
/// </remarks>
internal static partial class StartMemory
{
    private const int AdviceDontNeed = 4; // MADV_DONTNEED

    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(1);

    /// <summary>Does it once the first second is over, with everything that a start sets off.</summary>
    public static async Task GiveBackLaterAsync(CancellationToken stop)
    {
        await Task.Delay(StartMax, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stop.IsCancellationRequested) GiveBack();
    }

    private static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            foreach (var (start, length) in UnchangedFilePages(File.ReadLines("/proc/self/smaps"))) _ = Advise(start, length, AdviceDontNeed);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or EntryPointNotFoundException or DllNotFoundException)
        {
            // No /proc here, or a C library of another kind: the process merely stays larger.
        }
    }

    /// <summary>The mappings that hold nothing but what their file holds: private, not writable, and no page of them changed.</summary>
    /// <param name="lines">Of <c>/proc/self/smaps</c>: for each mapping a head (<c>start-end rights offset device inode path</c>, in
    /// hexadecimal) and lines <c>Name: NUMBER kB</c>; see proc(5).</param>
    internal static IEnumerable<(nuint Start, nuint Length)> UnchangedFilePages(IEnumerable<string> lines)
    {
        (nuint Start, nuint Length)? mapping = null;
        foreach (var line in lines)
        {
            if (TryReadHead(line, out var head)) mapping = head;
            else if (line.StartsWith("Anonymous:", StringComparison.Ordinal) && mapping is { } whole)
            {
                // Pages of their own are what the linker has written for this process: they would be lost.
                if (line.AsSpan("Anonymous:".Length).Trim().SequenceEqual("0 kB")) yield return whole;
                mapping = null;
            }
        }
    }

    private static bool TryReadHead(string line, out (nuint, nuint)? mapping)
    {
        mapping = null;
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var dash = fields[0].IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !TryReadAddress(fields[0].AsSpan(0, dash), out var start) || !TryReadAddress(fields[0].AsSpan(dash + 1), out var end)) return false;
        if (fields is [_, "r-xp" or "r--p", _, _, _, ['/', ..], ..]) mapping = (start, end - start);
        return true;
    }

    private static bool TryReadAddress(ReadOnlySpan<char> text, out nuint address) =>
        nuint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);
}
