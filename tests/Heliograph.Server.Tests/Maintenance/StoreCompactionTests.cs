using Heliograph.Server.Maintenance;

namespace Heliograph.Server.Tests.Maintenance;

public sealed class StoreCompactionTests
{
    [Fact]
    public async Task Space_is_given_back_and_the_state_is_the_same()
    {
        using var stored = await StoredState.MakeAsync();
        var before = Archives.Export(stored.Location);
        var report = StoreCompaction.Run(stored.Location, StoredState.NoProgress);
        Assert.Empty(report.Troubles);
        Assert.True(report.BytesAfter < report.BytesBefore, $"{report.BytesBefore} and then {report.BytesAfter}");
        Assert.NotNull(StoreNumbers.Of(stored.Location, StoredState.NoProgress).SnapshotAt);
        Assert.Equal(before, Archives.Export(stored.Location));
        Assert.True(StoreInspection.Run(stored.Location, StoredState.NoProgress).IsWhole);
    }
}
