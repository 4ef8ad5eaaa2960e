using Heliograph.Storage.Disks;
using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Writing;

/// <summary>A disk that fails is final; one that is full is not.</summary>
public sealed class FailureTests
{
    private readonly SimulatedDisk _disk = new();

    [Theory]
    [InlineData("sync ")]
    [InlineData("write ")]
    public void A_failed_call_is_final_and_told_once(string call)
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small);
        engine.Publish(100);
        engine.Commit();
        var durable = engine.Journal.DurableUpTo;
        _disk.BeforeCall = (_, name) =>
        {
            if (name.StartsWith(call, StringComparison.Ordinal)) throw new IOException("the cable is loose");
        };
        engine.Publish(100);
        Assert.False(engine.Commit());

        _disk.BeforeCall = null; // the next call would succeed, and must not be believed
        var syncs = _disk.Syncs;
        engine.Publish(100);
        Assert.False(engine.Commit());
        engine.Journal.MaintainOnce(engine.Now);
        Assert.Equal(durable, engine.Journal.DurableUpTo);
        Assert.Equal(syncs, _disk.Syncs);
        Assert.False(engine.Journal.HasRoom);
        Assert.True(engine.Journal.HasFailed);
        var told = Assert.Single(engine.Events);
        Assert.Equal(StorageEventKind.Failed, told.Kind);
        Assert.Contains("the cable is loose", told.Text, StringComparison.Ordinal);

        engine.Dispose();
        Assert.Equal(syncs, _disk.Syncs);
        _disk.CutPower(new Random(1));
        using var again = engine.Restart();
        Assert.True(again.Last >= 1);
        again.CheckState();
    }

    [Fact]
    public void A_sync_that_finds_the_disk_full_is_final_too()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small);
        engine.Publish(100);
        _disk.BeforeCall = (_, name) =>
        {
            if (name.StartsWith("sync ", StringComparison.Ordinal)) throw new DiskFullException("full");
        };
        Assert.False(engine.Commit());
        Assert.True(engine.Journal.HasFailed);
    }

    [Fact]
    public void A_full_disk_refuses_messages_and_then_holds_commits_until_there_is_space()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small with { SnapshotAfterBytes = long.MaxValue, IdleSnapshotBytes = long.MaxValue });
        engine.Journal.MaintainOnce(engine.Now);
        _disk.Capacity = _disk.UsedBytes + 1_000;
        while (engine.Journal.HasRoom) Step(engine);

        // Short: messages are refused, what is small goes on in the space reserved.
        Assert.Equal([StorageEventKind.SpaceShort], OfSpace(engine));
        var durable = engine.Journal.DurableUpTo;
        engine.Complete(0);
        Assert.True(engine.Commit());
        Assert.True(engine.Journal.DurableUpTo > durable);
        Assert.False(engine.Journal.HasRoom);

        // Full: nothing becomes durable any more.
        do engine.Publish(600);
        while (engine.Commit());
        durable = engine.Journal.DurableUpTo;
        for (var i = 0; i < 3; i++)
        {
            engine.Publish(600);
            Assert.False(engine.Commit());
            engine.Journal.MaintainOnce(engine.Now);
        }

        Assert.Equal(durable, engine.Journal.DurableUpTo);
        Assert.Equal([StorageEventKind.SpaceShort, StorageEventKind.CommitsWaiting], OfSpace(engine));
        engine.CheckState(); // what waits can be read

        _disk.Capacity = long.MaxValue;
        Assert.True(engine.Commit());
        engine.Journal.MaintainOnce(engine.Now);
        Assert.True(engine.Journal.HasRoom);
        Assert.Equal(engine.Last, engine.Durable);
        Assert.Equal(
            [StorageEventKind.SpaceShort, StorageEventKind.CommitsWaiting, StorageEventKind.CommitsResumed, StorageEventKind.SpaceBack],
            OfSpace(engine));
        engine.CheckState();
        engine.Dispose();
        using var again = engine.Restart();
        Assert.Equal(engine.Last, again.Last);
        again.CheckState();
    }

    [Fact]
    public void A_full_disk_loses_nothing_that_was_durable()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var disk = new SimulatedDisk();
            var engine = new ToyEngine(disk, ToyEngine.Small);
            disk.Capacity = disk.UsedBytes + random.Next(60_000);
            for (var i = 0; i < 150; i++)
            {
                Step(engine);
                if (random.Next(3) == 0 && engine.There.Count > 0) engine.Complete(0);
                if (random.Next(30) == 0) disk.Capacity = disk.UsedBytes + random.Next(30_000);
            }

            var durable = engine.Durable;
            disk.CutPower(random);
            disk.Capacity = long.MaxValue;
            engine = engine.Restart();
            Assert.True(engine.Last >= durable, $"seed {seed}");
            engine.CheckState();
        }
    }

    [Fact]
    public void Space_comes_back_when_what_was_queued_is_gone()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small with { FreeBytesMin = 8 << 10 });
        _disk.Capacity = 120 << 10;
        while (engine.Journal.HasRoom) Step(engine);
        engine.CompleteAll();
        engine.Commit();
        for (var i = 0; i < 20 && !engine.Journal.HasRoom; i++)
        {
            engine.Now = new(engine.Now.Milliseconds + 1_000);
            engine.Journal.MaintainOnce(engine.Now);
        }

        Assert.True(engine.Journal.HasRoom);
        engine.Dispose();
        using var again = engine.Restart();
        Assert.Empty(again.There);
    }

    [Fact]
    public void What_was_taken_on_before_the_disk_was_full_is_written_and_can_be_acknowledged()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small with { PendingBytesMax = 30_000, FreeBytesMin = 40_000 });
        engine.Journal.MaintainOnce(engine.Now);
        _disk.Capacity = _disk.UsedBytes + 80_000;
        while (engine.Journal.HasRoom) engine.Publish(500); // more than the segment ahead can take
        Assert.True(engine.Commit());
        Assert.Equal(engine.Last, engine.Durable);
        engine.Journal.MaintainOnce(engine.Now);
        Assert.False(engine.Journal.HasRoom);
        engine.CompleteAll();
        Assert.True(engine.Commit());
        engine.Now = new(engine.Now.Milliseconds + 11_000);
        engine.Journal.MaintainOnce(engine.Now); // a snapshot gives back what was acknowledged
        engine.Journal.MaintainOnce(engine.Now);
        Assert.True(engine.Journal.HasRoom);
        engine.Dispose();
    }

    [Fact]
    public void While_space_is_short_snapshots_keep_a_flood_of_what_is_soon_dead_from_using_up_the_reserve()
    {
        var engine = Short();
        for (var i = 0; i < 3_000; i++)
        {
            AppendWhatIsDead(engine);
            Assert.True(engine.Commit());
            if (i % 10 == 0) engine.Journal.MaintainOnce(engine.Now); // within one second
        }

        Assert.Equal(StorageEventKind.SpaceShort, OfSpace(engine).First());
        Assert.DoesNotContain(StorageEventKind.CommitsWaiting, OfSpace(engine));
        engine.Dispose();
        using var again = engine.Restart();
        Assert.Equal(engine.Last, again.Last);
        again.CheckState();
    }

    [Fact]
    public void When_the_reserve_is_used_up_a_snapshot_in_what_is_left_to_it_gives_it_back()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var disk = new SimulatedDisk();
            var engine = Short(disk);
            do AppendWhatIsDead(engine);
            while (engine.Commit());
            Assert.InRange(disk.FreeBytes, ShortOptions.SnapshotReserveBytes, ShortOptions.SnapshotReserveBytes + 10_000);
            while (!engine.Journal.IsSwamped) AppendWhatIsDead(engine); // as long as clients are read from
            Assert.False(engine.Commit());
            Assert.True(engine.Durable < engine.Last);

            engine.Journal.MaintainOnce(engine.Now);
            Assert.Equal(engine.Last, engine.Durable);
            Assert.False(engine.Journal.IsSwamped);
            AppendWhatIsDead(engine);
            Assert.True(engine.Commit());
            Assert.Equal(
                [StorageEventKind.SpaceShort, StorageEventKind.CommitsWaiting, StorageEventKind.CommitsResumed], OfSpace(engine));
            engine.CheckState();

            disk.CutPower(new Random(seed));
            using var again = engine.Restart();
            Assert.Equal(engine.Last, again.Last);
            again.CheckState();
        }
    }

    [Fact]
    public void When_somebody_else_took_the_reserve_each_flood_ends_in_a_snapshot_that_leaves_space_for_the_next()
    {
        var engine = Short();
        _disk.Capacity = _disk.UsedBytes + ShortOptions.SnapshotReserveBytes + 10_000;
        for (var round = 0; round < 50; round++)
        {
            do AppendWhatIsDead(engine);
            while (engine.Commit());
            while (!engine.Journal.IsSwamped) AppendWhatIsDead(engine);
            engine.Now = new(engine.Now.Milliseconds + 11_000);
            engine.Journal.MaintainOnce(engine.Now);
            Assert.Equal(engine.Last, engine.Durable);
        }

        engine.CompleteAll();
        engine.Commit();
        engine.Now = new(engine.Now.Milliseconds + 11_000);
        engine.Journal.MaintainOnce(engine.Now);
        engine.Journal.MaintainOnce(engine.Now);
        Assert.True(engine.Journal.HasRoom);
        engine.Dispose();
        using var again = engine.Restart();
        Assert.Equal(engine.Last, again.Last);
    }

    [Fact]
    public void A_snapshot_for_which_there_is_no_space_leaves_what_is_waiting_as_it_is()
    {
        var engine = Short();
        do AppendWhatIsDead(engine);
        while (engine.Commit());
        _disk.Capacity = _disk.UsedBytes + 2_000; // somebody else took the rest
        while (!engine.Journal.IsSwamped) AppendWhatIsDead(engine);
        var durable = engine.Durable;
        for (var i = 0; i < 30; i++)
        {
            engine.Now = new(engine.Now.Milliseconds + 1_000);
            engine.Journal.MaintainOnce(engine.Now);
            Assert.False(engine.Commit());
        }

        Assert.Equal(durable, engine.Durable);
        Assert.DoesNotContain(_disk.List(), name => name.EndsWith(".tmp", StringComparison.Ordinal));
        _disk.Capacity += 500_000;
        Assert.True(engine.Commit());
        Assert.Equal(engine.Last, engine.Durable);
        engine.CheckState();
        engine.Dispose();
    }

    [Fact]
    public void A_large_record_gets_the_space_of_the_segment_that_is_ready()
    {
        var engine = new ToyEngine(_disk, new() { SegmentBytesMin = 64 << 10, SegmentBytesMax = 64 << 10, FreeBytesMin = 0 });
        engine.Journal.MaintainOnce(engine.Now);
        _disk.Capacity = _disk.UsedBytes + 60_000;
        engine.Publish(100_000);
        Assert.True(engine.Commit());
        engine.Dispose();
        using var again = engine.Restart();
        again.CheckState();
    }

    [Fact]
    public void A_new_journal_on_a_full_disk_is_refused_with_the_reason()
    {
        _disk.Capacity = 1_000;
        var refused = Assert.Throws<StorageException>(() => new ToyEngine(_disk, ToyEngine.Small));
        Assert.IsType<DiskFullException>(refused.InnerException);
    }

    private static StorageOptions ShortOptions { get; } = ToyEngine.Small with
    {
        SegmentBytesMin = 64 << 10, SegmentBytesMax = 256 << 10, FreeBytesMin = 600_000, PendingBytesMax = 200_000,
        SnapshotAfterBytes = long.MaxValue, IdleSnapshotBytes = long.MaxValue,
    };

    private ToyEngine Short() => Short(_disk);

    // On a disk that is full of messages that wait.
    private static ToyEngine Short(SimulatedDisk disk)
    {
        disk.Capacity = 2 << 20;
        var engine = new ToyEngine(disk, ShortOptions);
        engine.Journal.MaintainOnce(engine.Now);
        while (engine.Journal.HasRoom)
        {
            engine.Publish(5_000);
            engine.Commit();
            engine.Journal.MaintainOnce(engine.Now);
        }

        return engine;
    }

    private static void AppendWhatIsDead(ToyEngine engine)
    {
        engine.Publish(2_000);
        engine.Complete(engine.There.Count - 1);
    }

    private static IEnumerable<StorageEventKind> OfSpace(ToyEngine engine) =>
        engine.Events.Select(told => told.Kind).Where(kind => kind is not (StorageEventKind.SnapshotWritten or StorageEventKind.SnapshotFailed));

    private static void Step(ToyEngine engine)
    {
        engine.Publish(500);
        engine.Commit();
        engine.Journal.MaintainOnce(engine.Now);
    }
}
