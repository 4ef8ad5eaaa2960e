using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Recovery;

/// <summary>Whatever a power cut does to what was not synced: nothing durable is lost, and a prefix of the rest is there.</summary>
public sealed class PowerCutTests
{
    private const int Seeds = 2_000;

    private long _snapshots, _compactedSegments;

    [Fact]
    public void Nothing_durable_is_lost()
    {
        for (var seed = 0; seed < Seeds; seed++) Run(seed, DurabilityLevel.Fsync);
        Assert.True(_snapshots > Seeds / 2, $"{_snapshots} snapshots");
        Assert.True(_compactedSegments > Seeds / 10, $"{_compactedSegments} compacted segments");
    }

    [Fact]
    public void Weaker_levels_lose_only_the_end()
    {
        for (var seed = 0; seed < Seeds / 10; seed++)
        {
            Run(seed, DurabilityLevel.Os);
            Run(seed, DurabilityLevel.None);
        }
    }

    [Fact]
    public void Nothing_durable_is_lost_on_a_disk_that_is_full_now_and_then()
    {
        var options = ToyEngine.Small with { SegmentBytesMax = 64 << 10, FreeBytesMin = 48 << 10, PendingBytesMax = 64 << 10 };
        for (var seed = 0; seed < Seeds / 2; seed++) Run(seed, options, spareBytes: 100 << 10);
    }

    private void Run(int seed, DurabilityLevel level) => Run(seed, ToyEngine.Small with { Level = level }, spareBytes: 0);

    private void Run(int seed, StorageOptions options, int spareBytes)
    {
        var level = options.Level;
        try
        {
            var random = new Random(seed);
            var disk = new SimulatedDisk();
            var engine = new ToyEngine(disk, options);
            for (var life = 0; life < 4; life++)
            {
                var stopsAt = random.Next(3) == 0 ? 0 : disk.Calls + random.Next(1, 120);
                disk.BeforeCall = (number, _) =>
                {
                    if (number == stopsAt) throw new MachineStoppedException();
                };
                try
                {
                    Live(engine, random, () =>
                    {
                        if (spareBytes > 0 && random.Next(4) == 0) disk.Capacity = disk.UsedBytes + random.Next(spareBytes);
                    });
                }
                catch (MachineStoppedException)
                {
                    // In the middle of something.
                }

                disk.BeforeCall = null;
                var durable = level == DurabilityLevel.Fsync ? engine.Durable : 0;
                var statistics = engine.Journal.Statistics();
                _snapshots += statistics.Snapshots;
                _compactedSegments += statistics.CompactedSegments;
                disk.CutPower(random);
                var appended = engine.Last;
                engine = engine.Restart();
                Assert.InRange(engine.Last, durable, appended);
                engine.CheckState();
            }
        }
        catch (Exception failure) when (failure is not MachineStoppedException)
        {
            throw new InvalidOperationException($"seed {seed}, level {level}: {failure.Message}", failure);
        }
    }

    private static void Live(ToyEngine engine, Random random, Action chance)
    {
        engine.DuringWalk = () => Step(engine, random);
        var steps = random.Next(200);
        for (var i = 0; i < steps; i++)
        {
            Step(engine, random);
            chance();
            engine.Now = new(engine.Now.Milliseconds + random.Next(2_000));
            var choice = random.Next(40);
            if (choice < 10) engine.Commit();
            else if (choice < 14) engine.Journal.MaintainOnce(engine.Now);
            else if (choice == 14) engine.Journal.WriteSnapshot();
        }
    }

    private static void Step(ToyEngine engine, Random random)
    {
        if (engine.There.Count > 0 && random.Next(3) > 0) engine.Complete(random.Next(engine.There.Count));
        else engine.Publish(random.Next(20) == 0 ? random.Next(30_000) : random.Next(600));
    }
}
