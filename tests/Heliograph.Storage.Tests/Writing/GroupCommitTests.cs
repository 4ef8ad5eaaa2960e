using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Writing;

/// <summary>One write and one sync for all that was appended meanwhile, and nothing reported before it is so.</summary>
public sealed class GroupCommitTests
{
    private readonly SimulatedDisk _disk = new();

    [Fact]
    public void Many_records_share_one_write_and_one_sync()
    {
        using var engine = new ToyEngine(_disk, new());
        var (writes, syncs) = (_disk.Writes, _disk.Syncs);
        for (var i = 0; i < 500; i++) engine.Publish(300);
        Assert.True(engine.Commit());
        Assert.Equal((1, 1), (_disk.Writes - writes, _disk.Syncs - syncs));
        Assert.False(engine.Commit());
        Assert.Equal(1, _disk.Syncs - syncs);
    }

    [Fact]
    public void Nothing_is_durable_before_its_sync()
    {
        using var engine = new ToyEngine(_disk, ToyEngine.Small);
        for (var i = 0; i < 100; i++)
        {
            var before = engine.Journal.DurableUpTo;
            var lsn = engine.Publish(200);
            Assert.True(lsn > before);
            Assert.Equal(before, engine.Journal.DurableUpTo);
            engine.Commit();
            Assert.True(engine.Journal.DurableUpTo >= lsn);
        }
    }

    [Fact]
    public void At_level_os_a_write_is_enough()
    {
        using var engine = new ToyEngine(_disk, new StorageOptions { Level = DurabilityLevel.Os, FreeBytesMin = 0 });
        var syncs = _disk.Syncs;
        var lsn = engine.Publish(300);
        Assert.True(engine.Journal.DurableUpTo < lsn);
        engine.Commit();
        Assert.True(engine.Journal.DurableUpTo >= lsn);
        Assert.Equal(syncs, _disk.Syncs);
    }

    [Fact]
    public void At_level_none_nothing_waits()
    {
        using var engine = new ToyEngine(_disk, new StorageOptions { Level = DurabilityLevel.None, FreeBytesMin = 0 });
        Assert.Equal(new Lsn(long.MaxValue), engine.Journal.DurableUpTo);
        engine.Publish(300);
        Assert.Equal(new Lsn(long.MaxValue), engine.Journal.DurableUpTo);
    }

    [Fact]
    public void Appending_allocates_nothing()
    {
        using var engine = new ToyEngine(_disk, new());
        var message = ToyEngine.MessageOf(1, 300);
        Append(engine.Journal, message, 5_000);
        Append(engine.Journal, message, 5_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2_000; i++)
            engine.Journal.Append(new() { Kind = RecordKind.Published, Session = i, Message = message });
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void There_is_no_room_while_too_much_waits_to_be_written()
    {
        using var engine = new ToyEngine(_disk, ToyEngine.Small with { PendingBytesMax = 10_000 });
        while (engine.Journal.HasRoom) engine.Publish(1_000);
        Assert.InRange(engine.Journal.Statistics().PendingBytes, 10_000, 12_000);
        engine.Commit();
        Assert.True(engine.Journal.HasRoom);
        Assert.Equal(0, engine.Journal.Statistics().PendingBytes);
    }

    [Fact]
    public void A_journal_to_which_more_is_appended_than_it_has_room_for_says_so_before_long()
    {
        using var engine = new ToyEngine(_disk, ToyEngine.Small with { PendingBytesMax = 10_000 });
        while (!engine.Journal.IsSwamped)
        {
            Assert.InRange(engine.Journal.Statistics().PendingBytes, 0, 20_000);
            engine.Publish(1_000);
        }

        engine.Commit();
        Assert.False(engine.Journal.IsSwamped);
    }

    private static void Append(DurableJournal journal, Broker.Messages.Message message, int count)
    {
        for (var i = 0; i < count; i++) journal.Append(new() { Kind = RecordKind.Published, Session = i, Message = message });
        journal.CommitOnce(new(1));
    }
}
