using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Snapshots;

/// <summary>A snapshot replaces the log before it, and is never half there.</summary>
public sealed class SnapshotTests
{
    private readonly SimulatedDisk _disk = new();

    [Fact]
    public void A_restart_begins_with_the_snapshot()
    {
        var engine = Filled();
        Assert.True(engine.Journal.WriteSnapshot());
        engine.Publish(100);
        engine.Dispose();
        using var again = engine.Restart();
        Assert.NotNull(again.Report.Snapshot);
        Assert.Equal(1, again.Report.TailRecords);
        Assert.Equal(engine.Last, again.Last);
        again.CheckState();
    }

    [Fact]
    public void What_happens_during_the_walk_is_in_the_log_after_it()
    {
        var engine = Filled();
        engine.DuringWalk = () =>
        {
            engine.Complete(1);
            engine.Publish(200);
            engine.Complete(engine.There.Count - 1);
            engine.Publish(300);
        };
        Assert.True(engine.Journal.WriteSnapshot());
        engine.CheckState();
        _disk.CutPower(new Random(1));
        using var again = engine.Restart();
        Assert.Equal(engine.Last, again.Last); // a valid snapshot implies that the log up to the end of the walk is durable
        again.CheckState();
    }

    [Fact]
    public void Segments_without_a_needed_message_are_deleted()
    {
        var engine = Filled();
        var before = engine.Journal.Statistics();
        engine.CompleteAll();
        engine.Journal.WriteSnapshot();
        var after = engine.Journal.Statistics();
        Assert.True(before.Segments > 5);
        Assert.Equal(1, after.Segments);
        Assert.Equal(1, _disk.List().Count(name => name.EndsWith(".snapshot", StringComparison.Ordinal)));
        Assert.True(after.BytesOnDisk < 40_000);
        engine.Dispose();
    }

    [Fact]
    public void Only_the_newest_snapshot_is_kept()
    {
        var engine = Filled();
        for (var i = 0; i < 5; i++)
        {
            engine.Publish(100);
            engine.Journal.WriteSnapshot();
        }

        Assert.Single(_disk.List(), name => name.EndsWith(".snapshot", StringComparison.Ordinal));
        engine.Dispose();
        using var again = engine.Restart();
        again.CheckState();
    }

    [Fact]
    public void A_snapshot_is_written_when_enough_has_followed_the_last()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small with { SnapshotAfterBytes = 50_000 });
        for (var i = 0; i < 300; i++)
        {
            engine.Publish(500);
            engine.Commit();
            if (engine.There.Count > 3) engine.Complete(0);
            engine.Journal.MaintainOnce(engine.Now);
            Assert.True(engine.Journal.Statistics().TailBytes < 70_000);
        }

        Assert.InRange(engine.Journal.Statistics().Snapshots, 2, 5);
        engine.Dispose();
    }

    [Fact]
    public void An_idle_journal_writes_a_snapshot_once()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small with { SnapshotAfterBytes = 1 << 20 });
        engine.Journal.MaintainOnce(engine.Now);
        while (engine.Journal.Statistics().TailBytes < 9_000) engine.Publish(100);
        engine.Commit();
        for (var second = 0; second < 30; second++)
        {
            engine.Journal.MaintainOnce(engine.Now);
            Assert.Equal(second < 5 ? 0 : 1, engine.Journal.Statistics().Snapshots);
            engine.Now = new(engine.Now.Milliseconds + 1_000);
        }

        engine.Dispose();
    }

    [Fact]
    public void Every_flipped_byte_of_a_snapshot_shows()
    {
        var engine = Filled();
        engine.Journal.WriteSnapshot();
        engine.Dispose();
        var name = _disk.List().Single(name => name.EndsWith(".snapshot", StringComparison.Ordinal));
        var bytes = _disk.Bytes(name);
        for (var at = 0; at < bytes.Length; at++)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= (byte)(1 << (at % 8));
            var copy = _disk.Copy();
            copy.SetBytes(name, flipped);
            Assert.Throws<StorageException>(() => engine.RestartOn(copy));
            if (at >= 64) copy.SetBytes(name, bytes.AsSpan(0, at));
            Assert.Throws<StorageException>(() => engine.RestartOn(copy));
        }
    }

    [Fact]
    public void A_snapshot_that_fails_at_any_call_loses_nothing()
    {
        for (var failing = 1; ; failing++)
        {
            var disk = new SimulatedDisk();
            var engine = Filled(disk);
            engine.Journal.WriteSnapshot();
            for (var i = 0; i < 30; i++) engine.Complete(i);
            engine.Publish(700);
            engine.Commit();
            var durable = engine.Last;
            var (first, hasFailed) = (disk.Calls, false);
            disk.BeforeCall = (number, _) =>
            {
                if (number - first != failing) return;
                hasFailed = true;
                throw new IOException("the call failed");
            };
            engine.Journal.WriteSnapshot();
            disk.BeforeCall = null;
            engine.CheckState();
            if (!hasFailed) return; // more than there are calls

            disk.CutPower(new Random(failing));
            engine = engine.Restart();
            Assert.Equal(durable, engine.Last);
            engine.CheckState();
            Assert.True(engine.Journal.WriteSnapshot());
            engine.Dispose();
            engine = engine.Restart();
            Assert.Equal(durable, engine.Last);
            engine.CheckState();
            engine.Dispose();
        }
    }

    [Fact]
    public void A_machine_that_stops_at_any_call_of_a_snapshot_loses_nothing()
    {
        for (var stopping = 1; ; stopping++)
        {
            var disk = new SimulatedDisk();
            var engine = Filled(disk);
            engine.Journal.WriteSnapshot();
            for (var i = 0; i < 30; i++) engine.Complete(i);
            engine.Commit();
            var durable = engine.Last;
            var first = disk.Calls;
            disk.BeforeCall = (number, _) =>
            {
                if (number - first == stopping) throw new MachineStoppedException();
            };
            try
            {
                engine.Journal.WriteSnapshot();
                return; // more than there are calls
            }
            catch (MachineStoppedException)
            {
                disk.BeforeCall = null;
            }

            disk.CutPower(new Random(stopping));
            using var again = engine.Restart();
            Assert.Equal(durable, again.Last);
            again.CheckState();
        }
    }

    [Fact]
    public void A_process_that_is_killed_at_any_call_of_a_snapshot_and_a_power_cut_after_the_next_start_lose_nothing()
    {
        for (var stopping = 1; ; stopping++)
        {
            if (!KillStartAndCutPower(stopping, seed: 0)) return; // more than there are calls
            for (var seed = 1; seed < 10; seed++) KillStartAndCutPower(stopping, seed);
        }
    }

    private static bool KillStartAndCutPower(int stopping, int seed)
    {
        var disk = new SimulatedDisk();
        var engine = Filled(disk);
        engine.CompleteAll(); // so that the newer snapshot has other segments
        engine.Journal.WriteSnapshot();
        for (var i = 0; i < 30; i++) engine.Publish(300);
        engine.Commit();
        var durable = engine.Last;
        var first = disk.Calls;
        disk.BeforeCall = (number, _) =>
        {
            if (number - first == stopping) throw new MachineStoppedException();
        };
        try
        {
            engine.Journal.WriteSnapshot();
            return false;
        }
        catch (MachineStoppedException)
        {
            disk.BeforeCall = null;
        }

        disk.Kill();
        engine = engine.Restart();
        disk.CutPower(new Random(seed));
        using var again = engine.Restart();
        Assert.Equal(durable, again.Last);
        again.CheckState();
        return true;
    }

    private ToyEngine Filled() => Filled(_disk);

    private static ToyEngine Filled(SimulatedDisk disk)
    {
        var engine = new ToyEngine(disk, ToyEngine.Small);
        for (var i = 0; i < 150; i++)
        {
            engine.Publish(400);
            if (i % 5 == 4) engine.Commit();
        }

        return engine;
    }
}
