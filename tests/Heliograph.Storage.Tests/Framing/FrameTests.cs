using CsCheck;
using Heliograph.Storage.Framing;
using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Framing;

/// <summary>Frames come back as they were written, and nowhere else.</summary>
public sealed class FrameTests
{
    private const string Name = "frames";

    private static readonly FrameSeal Seal = FrameSeal.New();

    private readonly SimulatedDisk _disk = new();

    [Fact]
    public void Frames_come_back_in_order() => Gen.Byte.Array[1, 2_000].List[0, 40].Sample(payloads =>
    {
        var disk = new SimulatedDisk(); // samples run at once
        disk.SetBytes(Name, Write(payloads, basePosition: 5_000, lengthMin: 100_000));
        using var file = disk.OpenRead(Name);
        var reader = new FrameReader(Seal);
        reader.Begin(file, basePosition: 5_000, position: 5_000, 100_000);
        foreach (var payload in payloads)
        {
            Assert.Equal(FrameState.Whole, reader.Next(out var read));
            Assert.True(read.SequenceEqual(payload));
        }

        Assert.Equal(FrameState.End, reader.Next(out _));
    }, iter: 200);

    [Fact]
    public void A_frame_larger_than_a_read_comes_back()
    {
        var payload = new byte[3_000_000];
        new Random(1).NextBytes(payload);
        _disk.SetBytes(Name, Write([[1, 2, 3], payload, [4]], basePosition: 77, lengthMin: 0));
        using var file = _disk.OpenRead(Name);
        var reader = new FrameReader(Seal);
        reader.Begin(file, basePosition: 77, position: 77, file.Length);
        Assert.Equal(FrameState.Whole, reader.Next(out _));
        Assert.Equal(FrameState.Whole, reader.Next(out var large));
        Assert.True(large.SequenceEqual(payload));
        Assert.Equal(FrameState.Whole, reader.Next(out _));
        Assert.Equal(FrameState.End, reader.Next(out _));
    }

    [Fact]
    public void A_frame_is_valid_in_its_own_place_only()
    {
        var bytes = Write([[1, 2, 3]], basePosition: 1_000, lengthMin: 0);
        Assert.True(Seal.IsWhole(bytes, 1_000));
        Assert.False(Seal.IsWhole(bytes, 1_001));
        Assert.False(Seal.IsWhole(bytes, 0));
    }

    [Fact]
    public void A_frame_is_valid_in_its_own_journal_only()
    {
        var bytes = Write([[1, 2, 3]], basePosition: 1_000, lengthMin: 0);
        Assert.False(FrameSeal.New().IsWhole(bytes, 1_000));
        Assert.True(new FrameSeal(Seal.InstanceId).IsWhole(bytes, 1_000));
    }

    [Fact]
    public void One_byte_of_a_header_that_is_not_as_it_was_written_can_be_found()
    {
        var header = new FileHeader(FileKind.Segment, Guid.NewGuid(), Base: 0x1000, Length: 1 << 20, Count: 0);
        var bytes = new byte[FileHeader.Bytes];
        header.Write(bytes);
        for (var at = 0; at < bytes.Length; at++)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 0x5A;
            Assert.True(FileHeader.TryMend(flipped, out var mended));
            Assert.Equal(header, mended);
            flipped[(at + 7) % bytes.Length] ^= 3;
            Assert.False(FileHeader.TryMend(flipped, out _));
        }
    }

    [Fact]
    public void Every_flipped_bit_shows()
    {
        var bytes = Write([[1, 2, 3, 0, 0, 4], [5, 6, 7]], basePosition: 1_000, lengthMin: 0);
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            _disk.SetBytes(Name, flipped);
            using var file = _disk.OpenRead(Name);
            var reader = new FrameReader(Seal);
            reader.Begin(file, basePosition: 1_000, position: 1_000, file.Length);
            Assert.False(reader.Next(out _) == FrameState.Whole && reader.Next(out _) == FrameState.Whole, $"bit {bit}");
        }
    }

    [Fact]
    public void A_frame_whose_end_is_missing_is_bad()
    {
        var bytes = Write([[1, 2, 3, 4, 5]], basePosition: 64, lengthMin: 0);
        for (var length = 1; length < bytes.Length; length++)
        {
            _disk.SetBytes(Name, bytes.AsSpan(0, length));
            using var file = _disk.OpenRead(Name);
            var reader = new FrameReader(Seal);
            reader.Begin(file, basePosition: 64, position: 64, length: 1_000);
            Assert.Equal(FrameState.Bad, reader.Next(out _));
        }
    }

    [Fact]
    public void Marks_come_back()
    {
        var mark = new Mark(DurableTo: 123_456_789_012, PreviousEnd: 98_765_432_101, new(1_700_000_000_000));
        var payload = new byte[Mark.PayloadBytes];
        mark.Write(payload);
        Assert.True(Mark.TryRead(payload, out var read));
        Assert.Equal(mark, read);
    }

    [Fact]
    public void Headers_come_back_and_every_flipped_bit_shows()
    {
        var header = new FileHeader(FileKind.CompactedSegment, Guid.NewGuid(), Base: 0x1000, Length: 1 << 20, Count: 7);
        var bytes = new byte[FileHeader.Bytes];
        header.Write(bytes);
        Assert.Equal(HeaderState.Whole, FileHeader.Read(bytes, out var read, out _));
        Assert.Equal(header, read);
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(HeaderState.Whole, FileHeader.Read(bytes, out _, out _));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static byte[] Write(IReadOnlyList<byte[]> payloads, long basePosition, int lengthMin)
    {
        var bytes = new byte[Math.Max(lengthMin, payloads.Sum(payload => Frame.HeaderBytes + payload.Length))];
        var at = 0;
        foreach (var payload in payloads)
        {
            Frame.SetLength(bytes.AsSpan(at), payload.Length);
            payload.CopyTo(bytes.AsSpan(at + Frame.HeaderBytes));
            at += Seal.Close(bytes.AsSpan(at), basePosition + at);
        }

        return bytes;
    }
}
