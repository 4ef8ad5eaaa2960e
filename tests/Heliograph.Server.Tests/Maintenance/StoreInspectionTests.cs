using Heliograph.Server.Maintenance;
using Heliograph.Storage;

namespace Heliograph.Server.Tests.Maintenance;

public sealed class StoreInspectionTests
{
    [Fact]
    public async Task A_whole_state_is_counted_and_stays_as_it_is()
    {
        using var stored = await StoredState.MakeAsync();
        var files = stored.Files();
        var found = StoreInspection.Run(stored.Location, StoredState.NoProgress);
        Assert.True(found.IsWhole);
        Assert.Null(found.Files.TornTail);
        Assert.Equal((5, 3, 1, 1, (2 * StoredState.Queued) + 3),
            (found.State!.Sessions, found.State.Subscriptions, found.State.Retained, found.State.Wills, found.State.Queued));
        Assert.Equal((2, StoredState.Queued), (found.State.InFlight, found.State.Backlog));
        Assert.Equal(StoredState.Queued + 4, found.Messages);
        Assert.Equal(files, stored.Files());
    }

    [Fact]
    public async Task A_torn_end_is_no_damage_and_is_not_cut_off_by_a_look()
    {
        using var stored = await StoredState.MakeAsync();
        var end = File.ReadAllBytes(stored.Segment).AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        StoredState.Damage(stored.Segment, end + 100);
        var files = stored.Files();
        var found = StoreInspection.Run(stored.Location, StoredState.NoProgress);
        Assert.True(found.IsWhole);
        Assert.Equal(Path.GetFileName(stored.Segment), found.Files.TornTail?.File);
        Assert.Equal(StoredState.Queued, StoreNumbers.Of(stored.Location, StoredState.NoProgress).State.Backlog);
        Assert.Equal(files, stored.Files());
    }

    [Fact]
    public async Task Damage_is_named_with_file_offset_and_extent()
    {
        using var stored = await StoredState.MakeAsync();
        var at = StoredState.Find(stored.Segment, "data/7"u8);
        StoredState.Damage(stored.Segment, at);
        var found = StoreInspection.Run(stored.Location, StoredState.NoProgress);
        Assert.False(found.IsWhole);
        var damage = Assert.Single(found.Files.Damages);
        Assert.Equal(Path.GetFileName(stored.Segment), damage.File);
        Assert.InRange(damage.Offset, at - 64, at);
        Assert.Equal(1, damage.RecordsLost);
        var refusal = Assert.Throws<OperatorException>(() => StoreNumbers.Of(stored.Location, StoredState.NoProgress));
        Assert.Contains("heliograph store repair", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_name_the_longest_queues()
    {
        using var stored = await StoredState.MakeAsync();
        var numbers = StoreNumbers.Of(stored.Location, StoredState.NoProgress);
        Assert.Equal(["$share/group/data/+", "away", "slow"], numbers.State.Longest.Select(queue => queue.Owner));
        Assert.Equal([true, false, false], numbers.State.Longest.Select(queue => queue.IsShared));
        Assert.Equal([StoredState.Queued, StoredState.Queued, 3L], numbers.State.Longest.Select(queue => queue.Messages));
        Assert.Null(numbers.SnapshotAt);
        Assert.Equal(stored.Files().Length, numbers.SegmentFiles);
    }

    [Fact]
    public async Task A_running_broker_is_named()
    {
        using var stored = await StoredState.MakeAsync();
        using var held = Server.Instance.InstanceLock.Take(stored.Layout);
        var refusal = Assert.Throws<OperatorException>(() => StoreInspection.Run(stored.Location, StoredState.NoProgress));
        Assert.Contains($"process {Environment.ProcessId} uses it", refusal.Problem, StringComparison.Ordinal);
        Assert.Equal("Stop that one first", refusal.Remedy);
    }

    [Fact]
    public void A_journal_of_a_later_version_is_refused_by_its_number()
    {
        using var folder = new TemporaryFolder();
        var journal = Directory.CreateDirectory(folder.At("data", "journal")).FullName;
        File.WriteAllBytes(Path.Combine(journal, "0000000000001000.log"), [.. "HELIOLOG"u8, 250, 0, 0, 0, .. new byte[100]]);
        var refusal = Assert.Throws<OperatorException>(() => StoreInspection.Run(StoreLocation.Find(folder.At("data")), StoredState.NoProgress));
        Assert.Contains("format version 250", refusal.Problem, StringComparison.Ordinal);
        Assert.Contains($"knows version {DurableJournal.FormatVersion}", refusal.Problem, StringComparison.Ordinal);
    }
}
