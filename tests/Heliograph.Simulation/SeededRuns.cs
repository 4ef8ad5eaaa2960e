using Heliograph.Simulation.Scenarios;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation;

/// <summary>The seeded simulation: the same few hundred seeds each time, or those of HELIOGRAPH_SEEDS=first..last.</summary>
public sealed class SeededRuns
{
    private const ulong FirstSeed = 1, LastSeed = 300;
    private const int TraceLines = 250;

    [Fact]
    public void Every_seed_keeps_every_law()
    {
        var (first, last) = SeedRange.Of(FirstSeed, LastSeed);
        var failures = new List<string>();
        for (var seed = first; seed <= last && failures.Count < 5; seed++)
        {
            if (Failure(seed, new(0)) is not null) failures.Add(Replay(seed));
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    [Fact]
    public void A_seed_replays_to_the_same_events()
    {
        var one = new Trace(100_000);
        var other = new Trace(100_000);
        Assert.Equal(Failure(5, one), Failure(5, other));
        Assert.Equal(one.Lines, other.Lines);
    }

    private static string? Failure(ulong seed, Trace trace)
    {
        try
        {
            new SeededRun(seed, trace).Run();
            return null;
        }
        catch (Exception broken)
        {
            return broken is SimulationException ? broken.Message : broken.ToString();
        }
    }

    private static string Replay(ulong seed)
    {
        var trace = new Trace(TraceLines);
        var law = Failure(seed, trace);
        return $"Seed {seed}: {law}\nReplay: ./simulate {seed}\nThe last {trace.Lines.Count} events:\n{string.Join('\n', trace.Lines)}";
    }
}
