using System.Buffers.Binary;
using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Mqtt;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Inspection;
using Heliograph.Storage.Segments;
using Heliograph.Storage.Snapshots;
using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Recovery;

/// <summary>What a client sends is never taken for a part of the journal, wherever it lies.</summary>
public sealed class ForgeryTests
{
    private const long Beyond = 1L << 40;
    private const int Marks = 60;

    private static readonly StorageOptions Options = ToyEngine.Small;

    private readonly SimulatedDisk _disk = new();

    [Fact]
    public void A_payload_full_of_marks_does_not_make_a_torn_tail_damage()
    {
        // Anybody can compute a checksum over a position that can be guessed and bytes of one's own.
        Tear(Forged(_ => (frame, position) => BinaryPrimitives.WriteUInt32LittleEndian(
            frame[4..], Checksum.OfFrame(uint.MaxValue, position, frame[Frame.HeaderBytes..]))));
        CheckIsTornTail();
    }

    [Fact]
    public void A_mark_of_another_journal_proves_nothing()
    {
        Tear(Forged(_ => (frame, position) => FrameSeal.New().Close(frame, position)));
        CheckIsTornTail();
    }

    [Fact]
    public void A_mark_that_claims_more_than_was_written_before_it_proves_nothing()
    {
        Tear(Forged(seal => (frame, position) => seal.Close(frame, position)));
        CheckIsTornTail();
    }

    [Fact]
    public void A_claim_beyond_all_reason_is_refused_by_a_repair_and_not_filled_up()
    {
        WithSnapshotThatClaims(Beyond);
        Assert.Contains(StoreCheck.Run(_disk).Damages, damage => damage.Bytes > Beyond / 2);
        var before = _disk.UsedBytes;
        var refused = Assert.Throws<StorageException>(() => StoreRepair.Run(_disk));
        Assert.Contains("made up for", refused.Problem, StringComparison.Ordinal);
        Assert.True(_disk.UsedBytes <= 2 * before);
    }

    [Fact]
    public void A_claim_of_many_megabytes_is_filled_up_with_several_frames()
    {
        WithSnapshotThatClaims(40 << 20);
        Repair();
        Assert.True(Recover().End.Value >= 40 << 20);
    }

    [Fact]
    public void A_hole_of_many_megabytes_is_covered_with_several_frames()
    {
        using (var journal = Open())
        {
            journal.Recover(new Ignored(), progress: null);
            for (var i = 0; i < 3; i++)
            {
                journal.Append(RecordOf(new byte[20 << 20]));
                journal.CommitOnce(new(1));
            }
        }

        var name = _disk.List()[1];
        var bytes = _disk.Bytes(name);
        bytes[9 << 20] ^= 1;
        _disk.SetBytes(name, bytes);
        Repair();
        Assert.Equal(2, Recover().TailRecords);
    }

    [Theory]
    [InlineData("7fffffffffffffff.log")]
    [InlineData("7ffffffffffffff0.snapshot")]
    public void A_name_at_the_end_of_all_numbers_is_not_ours(string name)
    {
        Tear(Forged(seal => (frame, position) => seal.Close(frame, position)));
        _disk.SetBytes(name, _disk.Bytes(_disk.List()[0]));
        Repair();
        Assert.Equal(1, Recover().TailRecords);
    }

    [Fact]
    public void A_header_that_lost_a_byte_of_the_id_of_a_journal_in_one_file_is_mended()
    {
        Tear(Forged(seal => (frame, position) => seal.Close(frame, position)));
        foreach (var other in _disk.List().Skip(1).ToArray()) _disk.Delete(other);
        var bytes = _disk.Bytes(_disk.List()[0]);
        bytes[20] ^= 1;
        _disk.SetBytes(_disk.List()[0], bytes);
        Repair();
        Assert.Equal(1, Recover().TailRecords);
    }

    [Fact]
    public void A_journal_in_one_file_whose_id_is_lost_is_set_aside_and_not_cut_off()
    {
        Tear(Forged(seal => (frame, position) => seal.Close(frame, position)));
        foreach (var other in _disk.List().Skip(1).ToArray()) _disk.Delete(other);
        var name = _disk.List()[0];
        var bytes = _disk.Bytes(name);
        bytes.AsSpan(16, 16).Clear();
        _disk.SetBytes(name, bytes);
        StoreRepair.Run(_disk);
        Assert.Equal(bytes, _disk.Bytes(name + ".damaged"));
    }

    private delegate void Sealing(Span<byte> frame, long position);

    private DurableJournal Open() => DurableJournal.Open(Options, _disk);

    private void Repair()
    {
        var report = StoreRepair.Run(_disk);
        Assert.True(report.After.IsWhole, string.Join("; ", report.After.Damages) + string.Join("; ", report.Actions));
    }

    private RecoveryReport Recover()
    {
        using var journal = Open();
        return journal.Recover(new Ignored(), progress: null);
    }

    // A record that is whole, and one whose payload is nothing but marks in their right places. The process is killed.
    private long Forged(Func<FrameSeal, Sealing> sealing)
    {
        var journal = Open();
        journal.Recover(new Ignored(), progress: null);
        journal.Append(RecordOf(new byte[10]));
        journal.CommitOnce(new(1));
        FileHeader.Read(_disk.Bytes(_disk.List()[0]), out var header, out _);
        var seal = sealing(new(header.InstanceId));
        var position = journal.Statistics().End.Value + Mark.FrameBytes; // behind the mark of its commit
        var marks = new byte[Marks * Mark.FrameBytes];
        var record = RecordOf(marks);
        var encoded = new byte[RecordCodec.LengthMax(record)];
        var payloadAt = RecordCodec.Encode(record, encoded) - marks.Length - "forger".Length + Frame.HeaderBytes;
        for (var i = 0; i < Marks; i++)
        {
            var frame = marks.AsSpan(i * Mark.FrameBytes, Mark.FrameBytes);
            Frame.SetLength(frame, Mark.PayloadBytes);
            new Mark(Beyond, PreviousEnd: 0, default).Write(frame[Frame.HeaderBytes..]);
            seal(frame, position + payloadAt + (i * Mark.FrameBytes));
        }

        Assert.Equal(position, journal.Append(RecordOf(marks)).Value);
        journal.CommitOnce(new(1));
        _disk.Kill();
        return position;
    }

    private void Tear(long position)
    {
        var name = _disk.List().Last(name => name.EndsWith(".log", StringComparison.Ordinal));
        FileNames.TryParse(name, FileNames.SegmentSuffix, out var start);
        var bytes = _disk.Bytes(name);
        bytes[position - start + 30] ^= 1;
        _disk.SetBytes(name, bytes);
    }

    private void CheckIsTornTail()
    {
        var report = StoreCheck.Run(_disk);
        Assert.True(report.IsWhole, string.Join("; ", report.Damages));
        Assert.NotNull(report.TornTail);
        var recovered = Recover();
        Assert.Equal(1, recovered.TailRecords);
        Assert.NotNull(recovered.TornTail);
    }

    private void WithSnapshotThatClaims(long logEnd)
    {
        var engine = new ToyEngine(_disk, Options);
        engine.Publish(100);
        engine.Journal.WriteSnapshot();
        engine.Dispose();
        var name = _disk.List().Single(name => name.EndsWith(".snapshot", StringComparison.Ordinal));
        var bytes = _disk.Bytes(name);
        FileHeader.Read(bytes, out var header, out _);
        var at = FileHeader.Bytes;
        while (OwnRecord.TypeOf(PayloadAt(bytes, at)) != OwnRecord.SnapshotEnd) at += Frame.HeaderBytes + PayloadAt(bytes, at).Length;
        Assert.True(SnapshotEnd.TryRead(PayloadAt(bytes, at), out var end));
        (end! with { LogEnd = logEnd }).Write(bytes.AsSpan(at + Frame.HeaderBytes));
        new FrameSeal(header.InstanceId).Close(bytes.AsSpan(at), at);
        _disk.SetBytes(name, bytes);
    }

    private static ReadOnlySpan<byte> PayloadAt(byte[] bytes, int at) =>
        bytes.AsSpan(at + Frame.HeaderBytes, (int)Frame.LengthOf(bytes.AsSpan(at)));

    private static JournalRecord RecordOf(byte[] payload) => new()
    {
        Kind = RecordKind.Published,
        Session = 1,
        Message = new("t"u8, default, payload, QoS.AtLeastOnce, retain: false, Instant.Never, "forger"),
    };

    private sealed class Ignored : IReplay
    {
        public void Begin(Lsn snapshot)
        {
        }

        public void Apply(Lsn lsn, in JournalRecord record)
        {
        }
    }
}
