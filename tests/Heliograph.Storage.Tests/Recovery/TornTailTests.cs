using Heliograph.Storage.Framing;
using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Recovery;

/// <summary>An end that a crash left unfinished is cut off and reported; nothing of it is ever read later.</summary>
public sealed class TornTailTests
{
    [Fact]
    public void A_log_cut_anywhere_gives_the_whole_records_before_the_cut()
    {
        var log = new DamagedLog(commits: 12, isStopped: true);
        var last = log.Segments[^1];
        var bytes = log.Bytes(last);
        var ends = log.Ends;
        for (var length = FileHeader.Bytes; length <= bytes.Length; length++)
        {
            using var recovered = log.Recover(log.With(last, bytes[..length]));
            Assert.Equal(ends.Count(end => end <= DamagedLog.StartOf(last) + length), recovered.Last);
        }
    }

    [Fact]
    public void A_log_cut_anywhere_goes_on_and_comes_back()
    {
        var log = new DamagedLog(commits: 4, isStopped: true);
        var last = log.Segments[^1];
        var bytes = log.Bytes(last);
        for (var length = FileHeader.Bytes; length <= bytes.Length; length += 13)
        {
            var recovered = log.Recover(log.With(last, bytes[..length]));
            recovered.Publish(50);
            recovered.Publish(50);
            recovered.Dispose();
            using var again = recovered.Restart();
            Assert.Equal(recovered.Last, again.Last);
            again.CheckState();
        }
    }

    [Fact]
    public void What_was_cut_off_is_never_read_later()
    {
        // Records of one length: new ones end exactly where old ones began.
        var disk = new SimulatedDisk();
        var engine = new ToyEngine(disk, ToyEngine.Small with { SegmentBytesMin = 16 << 10 });
        for (var i = 0; i < 40; i++) engine.Publish(100);
        engine.Commit();
        disk.Kill();
        var name = disk.List()[0];
        var bytes = disk.Bytes(name);
        bytes[FileHeader.Bytes + Mark.FrameBytes + 20] ^= 1; // in the first record: all 40 are torn
        disk.SetBytes(name, bytes);
        engine = engine.Restart();
        Assert.Equal(0, engine.Last);
        Assert.NotNull(engine.Report.TornTail);
        Assert.True(engine.Report.TornTail.Bytes > 4_000);

        for (var i = 1; i <= 10; i++)
        {
            engine.Publish(100);
            engine.Commit();
            disk.Kill();
            engine = engine.Restart();
            Assert.Equal(i, engine.Last);
            Assert.Null(engine.Report.TornTail);
            engine.CheckState();
        }

        engine.Dispose();
    }

    [Fact]
    public void A_torn_tail_says_where_it_is()
    {
        var log = new DamagedLog(commits: 2, isStopped: false);
        var name = log.Segments[0];
        var bytes = log.Bytes(name);
        var lastBegins = (int)(log.Ends[^2] - DamagedLog.StartOf(name));
        bytes[lastBegins + 20] ^= 1;
        using var recovered = log.Recover(log.With(name, bytes));
        Assert.Equal(log.Ends.Count - 1, recovered.Last);
        Assert.Equal(name, recovered.Report.TornTail?.File);
        Assert.Equal(lastBegins, recovered.Report.TornTail?.Offset);
        Assert.Equal(log.Ends[^1] - log.Ends[^2], recovered.Report.TornTail?.Bytes);
    }

    [Fact]
    public void Files_that_a_crash_left_unfinished_are_deleted()
    {
        var log = new DamagedLog(commits: 1, isStopped: true);
        var disk = log.With("0000000000abc000.log.tmp", [1, 2, 3]);
        disk.SetBytes("snapshot.tmp", [4]);
        using var recovered = log.Recover(disk);
        Assert.DoesNotContain(disk.List(), name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }
}
