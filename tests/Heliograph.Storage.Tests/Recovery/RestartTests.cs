using Heliograph.Broker;
using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Recovery;

/// <summary>What was committed is there after a restart.</summary>
public sealed class RestartTests
{
    private readonly SimulatedDisk _disk = new();

    [Fact]
    public void A_new_journal_is_empty()
    {
        using var engine = new ToyEngine(_disk, ToyEngine.Small);
        Assert.Equal(0, engine.Last);
        Assert.Null(engine.Report.TornTail);
        Assert.Null(engine.Report.Snapshot);
        Assert.True(engine.Journal.HasRoom);
    }

    [Fact]
    public void What_was_committed_comes_back_in_order()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small);
        for (var i = 0; i < 200; i++)
        {
            engine.Publish(payloadBytes: i);
            if (i % 3 == 0) engine.Complete(0);
            if (i % 7 == 0) engine.Commit();
        }

        engine.Commit();
        engine.CheckState();
        Assert.True(engine.Journal.Statistics().Segments > 3);
        engine.Dispose();

        using var again = engine.Restart();
        Assert.Equal(engine.Last, again.Last);
        Assert.Equal(engine.Last, again.Report.TailRecords);
        Assert.Null(again.Report.TornTail);
        again.CheckState();
    }

    [Fact]
    public void An_orderly_stop_commits_what_waits()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small with { Level = DurabilityLevel.None });
        engine.Publish(100);
        engine.Dispose();
        using var again = engine.Restart();
        Assert.Equal(1, again.Last);
    }

    [Fact]
    public void The_latest_instant_comes_back()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small) { Now = new(5_000) };
        engine.Publish(1);
        engine.Commit();
        engine.Now = new(7_000);
        engine.Publish(1);
        engine.Commit();
        _disk.Kill();
        using var again = engine.Restart();
        Assert.Equal(new Instant(7_000), again.Report.Latest);
    }

    [Theory]
    [InlineData(59_000, 5_000)]
    [InlineData(60_000, 65_000)]
    public void A_journal_with_nothing_to_write_notes_the_time_once_a_minute(int idleMilliseconds, int latest)
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small) { Now = new(5_000) };
        engine.Publish(1);
        engine.Commit();
        engine.Journal.AppendIdleMark(engine.Now);
        engine.Commit();
        engine.Now += TimeSpan.FromMilliseconds(idleMilliseconds);
        engine.Journal.AppendIdleMark(engine.Now);
        engine.Commit();
        _disk.CutPower(new(1));
        using var again = engine.Restart();
        Assert.Equal(new Instant(latest), again.Report.Latest);
    }

    [Fact]
    public void What_is_appended_after_a_restart_follows_what_was_there()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small);
        for (var round = 0; round < 30; round++)
        {
            engine.Publish(payloadBytes: 300);
            engine.Commit();
            engine.Publish(payloadBytes: 300); // never committed, but for the orderly stops
            if (round % 2 == 0) engine.Dispose();
            else _disk.CutPower(new Random(round));
            var durable = engine.Last - (round % 2);
            engine = engine.Restart();
            Assert.True(engine.Last >= durable);
            engine.CheckState();
        }

        engine.Dispose();
    }

    [Fact]
    public void A_record_larger_than_a_segment_has_one_of_its_own()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small);
        foreach (var bytes in (int[])[10, 100_000, 10, 5_000_000, 1_000_000, 10])
        {
            engine.Publish(bytes);
            engine.CheckState();
        }

        engine.Commit();
        engine.CheckState();
        engine.Dispose();
        using var again = engine.Restart();
        Assert.Equal(6, again.Last);
        again.CheckState();
        again.Publish(10);
        again.Commit();
    }

    [Fact]
    public void Recovering_twice_changes_nothing()
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small);
        for (var i = 0; i < 50; i++) engine.Publish(200);
        engine.Commit();
        _disk.Kill();
        var once = engine.Restart();
        _disk.Kill();
        using var twice = engine.Restart();
        Assert.Equal(once.Last, twice.Last);
        twice.CheckState();
    }
}
