using System.Runtime.ExceptionServices;
using Heliograph.Simulation.World;
using Heliograph.Storage;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>The power-cut simulation: the same few hundred seeds each time, or those of HELIOGRAPH_SEEDS=first..last.</summary>
public sealed class PowerCutRuns
{
    private const ulong FirstSeed = 1, LastSeed = 1_000;
    private const int TraceLines = 1_000;

    [Fact]
    public void Every_seed_keeps_every_promise()
    {
        var counts = new PowerCutCounts();
        var (first, last) = SeedRange.Of(FirstSeed, LastSeed);
        var failures = new List<string>();
        for (var seed = first; seed <= last && failures.Count < 5; seed++)
        {
            var run = new PowerCutRun(seed, DurabilityLevel.Fsync, new(0));
            if (Failure(run) is not null) failures.Add(Replay(seed));
            counts.Add(run.Counts);
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        if (last - first >= LastSeed - FirstSeed) AssertReached(counts);
    }

    [Fact]
    public void A_seed_replays_to_the_same_events()
    {
        var one = new Trace(1_000_000);
        var other = new Trace(1_000_000);
        Assert.Equal(Failure(new(5, DurabilityLevel.Fsync, one)), Failure(new(5, DurabilityLevel.Fsync, other)));
        Assert.Equal(one.Lines, other.Lines);
    }

    [Theory]
    [InlineData(DurabilityLevel.Os)]
    [InlineData(DurabilityLevel.None)]
    public void Without_syncs_the_same_checks_see_promises_broken(DurabilityLevel level)
    {
        var broken = new HashSet<string>();
        for (var seed = 1UL; seed <= 300; seed++)
            broken.UnionWith(OnThreadOfItsOwn(new PowerCutRun(seed, level, new(0)).Run).Select(promise => promise.Law));
        string[] expected = [Laws.Lost, Laws.Shared, Laws.ExactlyOnce, Laws.Session, Laws.Retained, Laws.Will, Laws.Standard];
        Assert.Empty(expected.Except(broken));
    }

    // That the moments which this is about do come up, and often.
    private static void AssertReached(PowerCutCounts counts)
    {
        var isReached = counts is
        {
            CutCalls: > 400, CutBatches: > 200, CutRecoveries: > 300, TornTails: > 30, Snapshots: > 1_000,
            CompactedSegments: > 250, MessagesReadBack: > 5_000,
        };
        Assert.True(isReached, counts.ToString());
    }

    private static string? Failure(PowerCutRun run)
    {
        try
        {
            var broken = OnThreadOfItsOwn(run.Run);
            return broken.Count == 0 ? null : Describe(broken);
        }
        catch (Exception fault)
        {
            return fault.ToString();
        }
    }

    // A broker's ConcurrentBag belongs in part to the thread that used it, and what is in it refers to the broker: both stay
    // for as long as the thread does, and with them the megabytes of each journal.
    private static IReadOnlyList<BrokenPromise> OnThreadOfItsOwn(Func<IReadOnlyList<BrokenPromise>> run)
    {
        IReadOnlyList<BrokenPromise> broken = [];
        ExceptionDispatchInfo? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                broken = run();
            }
            catch (Exception failure)
            {
                fault = ExceptionDispatchInfo.Capture(failure);
            }
        });
        thread.Start();
        thread.Join();
        fault?.Throw();
        return broken;
    }

    private static string Describe(IReadOnlyList<BrokenPromise> broken) =>
        string.Join("\n  ", broken.Take(5).Select(promise => $"{promise.Law}: {promise}"));

    private static string Replay(ulong seed)
    {
        var trace = new Trace(TraceLines);
        var what = Failure(new(seed, DurabilityLevel.Fsync, trace));
        return $"Seed {seed}: {what}\nReplay: ./simulate power-cut {seed}\nThe last {trace.Lines.Count} events:\n{string.Join('\n', trace.Lines)}";
    }
}
