using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Storage.Inspection;
using Heliograph.Storage.Tests.Recovery;
using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Inspection;

/// <summary>A check sees what a start would refuse; after a repair it starts, with all that can be read.</summary>
public sealed class RepairTests
{
    [Fact]
    public void A_whole_journal_has_no_findings()
    {
        var disk = Stored();
        var report = StoreCheck.Run(disk);
        Assert.True(report.IsWhole, string.Join("; ", report.Damages));
        Assert.Null(report.TornTail);
        Assert.True(report.SnapshotRecords > 0 && report.LogRecords > 0 && report.Segments > 3);
        Assert.Empty(StoreRepair.Run(disk).Actions);
    }

    [Fact]
    public void An_empty_folder_has_no_findings() => Assert.True(StoreCheck.Run(new SimulatedDisk()).IsWhole);

    [Fact]
    public void A_torn_tail_is_no_damage()
    {
        var log = new DamagedLog(commits: 2, isStopped: false);
        var bytes = log.Bytes(log.Segments[0]);
        bytes[log.Ends[^2] - DamagedLog.StartOf(log.Segments[0]) + 20] ^= 1;
        var report = StoreCheck.Run(log.With(log.Segments[0], bytes));
        Assert.True(report.IsWhole);
        Assert.NotNull(report.TornTail);
    }

    [Fact]
    public void One_damaged_record_costs_one_record()
    {
        var log = new DamagedLog(commits: 5, isStopped: true);
        var name = log.Segments[0];
        var bytes = log.Bytes(name);
        var at = (int)(log.Ends[3] - DamagedLog.StartOf(name));
        bytes[at + 30] ^= 1;
        var disk = log.With(name, bytes);
        var damage = Assert.Single(StoreCheck.Run(disk).Damages);
        Assert.Equal((name, at, 1), (damage.File, damage.Offset, damage.RecordsLost));

        var report = StoreRepair.Run(disk);
        Assert.Equal(damage, Assert.Single(report.Lost));
        Assert.True(report.After.IsWhole);
        Assert.Equal(bytes, disk.Bytes(name + ".damaged"));
        Assert.Equal(14, Start(disk).Count);
    }

    [Fact]
    public void Wherever_a_byte_is_flipped_a_repair_makes_it_start()
    {
        var whole = Stored();
        var records = Start(whole.Copy()).Count;
        foreach (var name in whole.List())
        {
            var bytes = whole.Bytes(name);
            for (var at = 0; at < bytes.Length; at += at < 200 ? 1 : 37)
            {
                if (at is >= 8 and < 12) continue; // the version: refused by name, and not mended
                var flipped = bytes.ToArray();
                flipped[at] ^= (byte)(1 << (at % 8));
                var disk = whole.Copy();
                disk.SetBytes(name, flipped);
                Check(disk, $"{name} at {at}", records - 60);
            }
        }
    }

    [Fact]
    public void Whichever_file_is_missing_a_repair_makes_it_start()
    {
        var whole = Stored();
        foreach (var name in whole.List())
        {
            var disk = whole.Copy();
            disk.Delete(name);
            disk.SyncFolder();
            Check(disk, name, recordsMin: 0);
        }
    }

    [Fact]
    public void A_body_before_the_snapshot_is_read_by_a_check_and_not_by_a_start()
    {
        var disk = Stored();
        var name = disk.List()[0];
        var bytes = disk.Bytes(name);
        bytes[200] ^= 1;
        disk.SetBytes(name, bytes);
        Assert.Null(Refusal(disk.Copy()));
        Assert.Equal(name, Assert.Single(StoreCheck.Run(disk).Damages).File);
    }

    [Fact]
    public void A_file_that_is_missing_is_named_and_no_other_is()
    {
        var whole = Stored();
        foreach (var name in whole.List().Where(name => name.EndsWith(".log", StringComparison.Ordinal)))
        {
            var disk = whole.Copy();
            disk.Delete(name);
            foreach (var damage in StoreCheck.Run(disk).Damages)
            {
                Assert.Contains(damage.File, whole.List());
                Assert.Contains("is missing", damage.ToString(), StringComparison.Ordinal);
                Assert.Contains(name, damage.ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_segment_in_which_the_log_begins_is_named_by_its_own_name()
    {
        var disk = new SimulatedDisk();
        var engine = new ToyEngine(disk, ToyEngine.Small);
        for (var i = 0; i < 100; i++) engine.Publish(100);
        engine.Journal.WriteSnapshot();
        engine.Publish(100);
        engine.Dispose();
        var last = disk.List().Last(name => name.EndsWith(".log", StringComparison.Ordinal));
        disk.Delete(last);
        var damage = Assert.Single(StoreCheck.Run(disk).Damages);
        Assert.Equal($"{last} is missing: the log begins in it", damage.ToString());
    }

    [Fact]
    public void Whatever_is_overwritten_a_repair_makes_it_start()
    {
        var whole = Stored();
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var disk = whole.Copy();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var name = whole.List()[random.Next(whole.List().Count)];
                var bytes = disk.Bytes(name);
                var from = random.Next(64, bytes.Length);
                var part = bytes.AsSpan(from, random.Next(Math.Min(3_000, bytes.Length - from)));
                if (random.Next(3) == 0) bytes = bytes[..from];
                else if (random.Next(2) == 0) part.Clear();
                else random.NextBytes(part);
                disk.SetBytes(name, bytes);
            }

            Check(disk, $"seed {seed}", recordsMin: 0);
        }
    }

    // A check says what a start does; a repair leaves nothing to say, and nothing it does is new damage.
    private static void Check(SimulatedDisk disk, string what, int recordsMin)
    {
        var check = StoreCheck.Run(disk);
        var refusal = Refusal(disk.Copy());
        Assert.False(refusal is not null && check.IsWhole, $"{what}: a start is refused and the check finds nothing: {refusal?.Message}");
        var repair = StoreRepair.Run(disk);
        Assert.True(repair.After.IsWhole, $"{what}: {string.Join("; ", repair.After.Damages)}; {string.Join("; ", repair.Actions)}");
        Assert.Equal(check.IsWhole, repair.Lost.Count == 0);
        try
        {
            Assert.True(Start(disk).Count >= recordsMin, what);
        }
        catch (StorageException failure)
        {
            Assert.Fail($"{what}: {failure.Message} {string.Join("; ", repair.Actions)}");
        }
    }

    private static StorageException? Refusal(SimulatedDisk disk)
    {
        try
        {
            Start(disk);
            return null;
        }
        catch (StorageException refused)
        {
            return refused;
        }
    }

    // Starts, appends, stops and starts again.
    private static List<Lsn> Start(SimulatedDisk disk)
    {
        var (first, second) = (new Seen(), new Seen());
        using (var journal = DurableJournal.Open(ToyEngine.Small, disk))
        {
            journal.Recover(first, progress: null);
            var last = first.Lsns.Count > 0 ? first.Lsns.Max(lsn => lsn.Value) : 0;
            Assert.True(journal.Append(new() { Kind = RecordKind.SessionEnded, Session = 1 }).Value > last);
            journal.CommitOnce(new(1));
        }

        using var again = DurableJournal.Open(ToyEngine.Small, disk);
        Assert.Null(again.Recover(second, progress: null).TornTail);
        Assert.Equal(first.Lsns.Count + 1, second.Lsns.Count);
        return first.Lsns;
    }

    // A snapshot, compacted segments, and a log of some segments behind it.
    private static SimulatedDisk Stored()
    {
        var disk = new SimulatedDisk();
        var engine = new ToyEngine(disk, ToyEngine.Small);
        for (var i = 0; i < 120; i++) engine.Publish(100);
        for (var i = 0; i < 10; i++)
        {
            for (var j = 0; j < 9; j++) engine.Complete(i);
        }

        engine.Journal.WriteSnapshot();
        for (var i = 0; i < 40; i++)
        {
            engine.Publish(400);
            engine.Commit();
        }

        engine.Dispose();
        return disk;
    }

    private sealed class Seen : IReplay
    {
        public List<Lsn> Lsns { get; } = [];

        public void Begin(Lsn snapshot)
        {
        }

        public void Apply(Lsn lsn, in JournalRecord record) => Lsns.Add(lsn);
    }
}
