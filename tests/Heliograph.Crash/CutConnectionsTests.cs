namespace Heliograph.Crash;

/// <summary>The same clients and checks while the broker lives: what fails here is no matter of its journal.</summary>
public sealed class CutConnectionsTests
{
    [Fact]
    public Task A_broker_cut_off_from_all_clients_twenty_times_keeps_all_that_it_acknowledged() =>
        LiveBroker.KeepsItsPromisesAsync(new(Seed: 1) { OnlyCuts = true });
}
