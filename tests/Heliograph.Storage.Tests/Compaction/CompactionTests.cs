using Heliograph.Broker;
using Heliograph.Storage.Compaction;
using Heliograph.Storage.Segments;
using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Compaction;

/// <summary>Mostly dead segments shrink, and what is kept stays readable.</summary>
public sealed class CompactionTests
{
    private readonly SimulatedDisk _disk = new();

    [Fact]
    public void Mostly_dead_segments_shrink_and_what_is_kept_can_be_read()
    {
        var engine = Filled(keepEach: 10);
        var before = engine.Journal.Statistics();
        engine.Journal.WriteSnapshot();
        var after = engine.Journal.Statistics();
        Assert.True(after.CompactedSegments >= before.Segments - 2);
        Assert.True(after.BytesOnDisk < before.BytesOnDisk / 3);
        engine.CheckState();
        engine.Dispose();
        using var again = engine.Restart();
        Assert.Equal(after.CompactedSegments, again.Journal.Statistics().CompactedSegments);
        again.CheckState();
    }

    [Fact]
    public void Mostly_live_segments_are_left_alone()
    {
        var engine = Filled(keepEach: 2);
        engine.Journal.WriteSnapshot();
        Assert.Equal(0, engine.Journal.Statistics().CompactedSegments);
        engine.CheckState();
        engine.Dispose();
    }

    [Fact]
    public void A_compacted_segment_is_compacted_again_and_then_deleted()
    {
        var engine = Filled(keepEach: 8);
        engine.Journal.WriteSnapshot();
        var once = engine.Journal.Statistics();
        Thin(engine, keepEach: 5);
        engine.Journal.WriteSnapshot();
        var twice = engine.Journal.Statistics();
        Assert.True(once.CompactedSegments > 0);
        Assert.True(twice.BytesOnDisk < once.BytesOnDisk);
        engine.CheckState();
        engine.Dispose();
        engine = engine.Restart();
        engine.CheckState();
        engine.CompleteAll();
        engine.Journal.WriteSnapshot();
        Assert.Equal(1, engine.Journal.Statistics().Segments);
        engine.Dispose();
    }

    [Fact]
    public void Damage_to_a_kept_message_is_not_compacted_away()
    {
        var engine = Filled(keepEach: 10);
        engine.Commit();
        var kept = engine.There.First();
        var name = FileNames.OfSegment(Segment.FirstStart);
        using (var file = _disk.Open(name))
        {
            var place = kept.Value - Segment.FirstStart + 100;
            Span<byte> one = stackalloc byte[1];
            file.Read(place, one);
            one[0] ^= 1;
            file.Write(place, one);
        }

        engine.Journal.WriteSnapshot();
        Assert.Contains(engine.Events, told => told.Kind == StorageEventKind.CompactionFailed);
        var damage = Assert.Throws<StorageException>(() => engine.Journal.Read(kept)).Damage;
        Assert.Equal(name, damage?.File);
        Assert.Equal(kept.Value - Segment.FirstStart, damage?.Offset);
        engine.Dispose();
    }

    [Fact]
    public void Every_flipped_byte_of_what_is_kept_shows()
    {
        var engine = Filled(keepEach: 30);
        engine.Journal.WriteSnapshot();
        Assert.True(engine.Journal.Statistics().CompactedSegments > 0);
        engine.Dispose();
        var name = _disk.List()[0];
        var bytes = _disk.Bytes(name);
        for (var at = 0; at < bytes.Length; at++)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= (byte)(1 << (at % 8));
            var copy = _disk.Copy();
            copy.SetBytes(name, flipped);
            Assert.Throws<StorageException>(() =>
            {
                using var again = engine.RestartOn(copy);
                again.CheckState();
            });
        }
    }

    [Fact]
    public void Only_the_needed_share_of_a_list_is_remembered()
    {
        var segment = new Segment(Segment.FirstStart, 1 << 20) { Messages = 1_000, MessageBytes = 1_000_000 };
        var kept = new KeptBodies([segment], new StorageOptions());
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 200; i++) kept.Keep(new Lsn(segment.FirstRecord + (1_000 * i)));
        }

        Assert.True(kept.TryGetFew(0, out var offsets));
        Assert.Equal(200, offsets.Length);
        for (var i = 0; i < 400; i++) kept.Keep(new Lsn(segment.FirstRecord + (1_000 * i)));
        Assert.False(kept.TryGetFew(0, out _));
        Assert.True(kept.IsNeeded(0));
    }

    private ToyEngine Filled(int keepEach)
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small);
        for (var i = 0; i < 400; i++)
        {
            engine.Publish(200);
            if (i % 5 == 4) engine.Commit();
        }

        Thin(engine, keepEach);
        return engine;
    }

    // Of as many messages as this, one stays.
    private static void Thin(ToyEngine engine, int keepEach)
    {
        for (var index = 0; index < engine.There.Count; index++)
        {
            for (var i = 1; i < keepEach && index < engine.There.Count; i++) engine.Complete(index);
        }
    }
}
