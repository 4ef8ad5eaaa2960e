namespace Heliograph.Crash;

/// <summary>The real program, killed under load. The seed is fixed, but the moments are the machine's.</summary>
public sealed class KilledBrokerTests
{
    [Fact]
    public Task A_broker_killed_twenty_times_keeps_all_that_it_acknowledged() =>
        LiveBroker.KeepsItsPromisesAsync(new(Seed: 1));
}
