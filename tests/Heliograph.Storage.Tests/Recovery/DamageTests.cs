using System.Buffers.Binary;
using System.Diagnostics;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Recovery;
using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Recovery;

/// <summary>Damage to what was durable stops the start, with the place, the extent and the remedy.</summary>
public sealed class DamageTests
{
    [Fact]
    public void Every_flipped_byte_of_the_log_shows()
    {
        var log = new DamagedLog(commits: 14, isStopped: true);
        Assert.True(log.Segments.Count > 1);
        var (seal, refused) = (Mark.FrameBytes, 0);
        foreach (var name in log.Segments)
        {
            var bytes = log.Bytes(name);
            for (var at = 0; at < bytes.Length; at++)
            {
                var flipped = bytes.ToArray();
                flipped[at] ^= (byte)(1 << (at % 8));
                try
                {
                    // Only the last mark, which proves the rest, and the zeros behind it may look like a torn tail. The
                    // rest of a segment that was too short for the next record is read by nobody.
                    using var recovered = log.Recover(log.With(name, flipped));
                    Assert.Equal(log.Ends.Count, recovered.Last);
                    if (IsUnusedRest(bytes, at) && name != log.Segments[^1]) continue;
                    Assert.NotNull(recovered.Report.TornTail);
                    Assert.True(DamagedLog.StartOf(name) + at >= log.Ends[^1], $"{name} at {at}");
                }
                catch (StorageException)
                {
                    refused++;
                }
            }
        }

        Assert.True(refused > log.Ends[^1] - DamagedLog.StartOf(log.Segments[0]) - (seal * 40));
    }

    [Fact]
    public void Damage_in_the_middle_is_refused_with_its_place_and_extent()
    {
        var log = new DamagedLog(commits: 5, isStopped: true);
        var name = log.Segments[0];
        var bytes = log.Bytes(name);
        var at = (int)(log.Ends[3] - DamagedLog.StartOf(name)); // where the fifth record begins
        bytes[at + 30] ^= 1;
        var refused = Assert.Throws<StorageException>(() => log.Recover(log.With(name, bytes)));
        Assert.Equal(name, refused.Damage?.File);
        Assert.Equal(at, refused.Damage?.Offset);
        Assert.Equal(1, refused.Damage?.RecordsLost);
        Assert.Equal(10, refused.Damage?.RecordsBehind);
        Assert.Contains("heliograph store repair", refused.Remedy, StringComparison.Ordinal);
        Assert.Contains($"{name} at offset {at}", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_zeros_in_the_middle_is_refused()
    {
        var log = new DamagedLog(commits: 14, isStopped: true);
        foreach (var name in log.Segments)
        {
            var bytes = log.Bytes(name);
            if (DamagedLog.StartOf(name) + 1_024 > log.Ends[^4]) continue;
            bytes.AsSpan(512, 512).Clear();
            Assert.Throws<StorageException>(() => log.Recover(log.With(name, bytes)));
        }
    }

    [Fact]
    public void A_segment_that_lost_its_end_is_refused()
    {
        var log = new DamagedLog(commits: 30, isStopped: true);
        var name = log.Segments[0];
        var bytes = log.Bytes(name);
        var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (var length = end - 300; length < end; length += 7)
        {
            // As zeros, which look like the end of a segment, and as a shorter file.
            var zeros = bytes.ToArray();
            zeros.AsSpan(length).Clear();
            Assert.Throws<StorageException>(() => log.Recover(log.With(name, zeros)));
            Assert.Throws<StorageException>(() => log.Recover(log.With(name, bytes[..length])));
        }
    }

    [Fact]
    public void A_missing_segment_is_refused()
    {
        var log = new DamagedLog(commits: 40, isStopped: true);
        Assert.True(log.Segments.Count > 2);
        foreach (var name in log.Segments.SkipLast(1))
        {
            var refused = Assert.Throws<StorageException>(() => log.Recover(log.With(name, bytes: null)));
            Assert.NotNull(refused.Damage);
        }
    }

    [Fact]
    public void A_segment_of_another_journal_is_refused()
    {
        var log = new DamagedLog(commits: 20, isStopped: true);
        var other = new DamagedLog(commits: 20, isStopped: true);
        var name = log.Segments[1];
        var refused = Assert.Throws<StorageException>(() => log.Recover(log.With(name, other.Bytes(name))));
        Assert.Contains("another journal", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_format_version_is_refused_by_name()
    {
        var log = new DamagedLog(commits: 1, isStopped: true);
        var bytes = log.Bytes(log.Segments[0]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 7);
        var refused = Assert.Throws<StorageException>(() => log.Recover(log.With(log.Segments[0], bytes)));
        Assert.Contains("format version 7", refused.Problem, StringComparison.Ordinal);
        Assert.Contains("version that wrote it", refused.Remedy, StringComparison.Ordinal);
        Assert.Null(refused.Damage);
    }

    [Fact]
    public void A_journal_whose_log_is_gone_is_refused()
    {
        var disk = new SimulatedDisk();
        var engine = new ToyEngine(disk, ToyEngine.Small);
        engine.Publish(10);
        engine.Journal.WriteSnapshot();
        engine.Dispose();
        foreach (var name in disk.List().Where(name => name.EndsWith(".log", StringComparison.Ordinal)).ToArray()) disk.Delete(name);
        Assert.Throws<StorageException>(() => engine.Restart());
    }

    [Fact]
    public void A_refused_start_changes_nothing()
    {
        var log = new DamagedLog(commits: 20, isStopped: true);
        var bytes = log.Bytes(log.Segments[0]);
        bytes[300] ^= 1;
        var disk = log.With(log.Segments[0], bytes);
        var (writes, syncs, names) = (disk.Writes, disk.Syncs, disk.List());
        Assert.Throws<StorageException>(() => log.Recover(disk));
        Assert.Equal((writes, syncs), (disk.Writes, disk.Syncs));
        Assert.Equal(names, disk.List());
    }

    [Fact]
    public void A_search_in_a_payload_that_looks_like_frames_everywhere_ends_soon_and_finds_the_next_commit()
    {
        // Lengths of nearly a megabyte at every fourth byte: a checksum for each would be over 250,000 times that.
        var seal = FrameSeal.New();
        var bytes = new byte[2 << 20];
        for (var at = 0; at < bytes.Length; at += 4) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), 0xF0000);
        var mark = bytes.AsSpan((2 << 20) - 1_001, Mark.FrameBytes);
        Frame.SetLength(mark, Mark.PayloadBytes);
        new Mark(1, 1, default).Write(mark[Frame.HeaderBytes..]);
        seal.Close(mark, 5_000 + (2 << 20) - 1_001);
        bytes.AsSpan(0, 4).Fill(0xFF); // the record's own length is damaged
        var began = Stopwatch.GetTimestamp();
        Assert.Equal(5_000 + (2 << 20) - 1_001, DamageSurvey.FindNext(bytes, seal, 5_000, SearchBudget.OfSurvey(), out var isOneRecord));
        Assert.False(isOneRecord);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 5);
    }

    private static bool IsUnusedRest(byte[] segment, int at) => at > segment.AsSpan().LastIndexOfAnyExcept((byte)0);
}
