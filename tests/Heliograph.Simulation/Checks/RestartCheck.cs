using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Checks;

/// <summary>A broker restored from the journal is the broker that wrote it.</summary>
public static class RestartCheck
{
    /// <summary>Restores a second broker from all that was recorded and compares the two.</summary>
    /// <exception cref="SimulationException">They differ: some change has no record, or a record another effect.</exception>
    public static void Check(SimWorld world)
    {
        var journal = world.Journal.Survivor(world.Journal.Last);
        var restored = new Broker.Broker(new()
        {
            Options = world.Options,
            Journal = journal,
            Authorizer = new AllowAll(),
            Seed = 7,
            StartedAt = world.Now,
        });
        journal.Restore(restored, world.Now);
        CheckStatus(restored);
        var (before, after) = (StateText.Of(world.Broker).Split('\n'), StateText.Of(restored).Split('\n'));
        var lost = before.Except(after).Take(5).ToArray();
        var invented = after.Except(before).Take(5).ToArray();
        if (lost.Length + invented.Length == 0) return;
        throw new SimulationException(
            $"restart: lost\n    {string.Join("\n    ", lost)}\n  invented\n    {string.Join("\n    ", invented)}");
    }

    /// <summary>What a broker counts as it changes is what is there.</summary>
    /// <exception cref="SimulationException">It is not.</exception>
    public static void CheckStatus(Broker.Broker broker)
    {
        if (StatusWalk.Difference(broker) is { } difference) throw new SimulationException($"status: {difference}");
    }
}
