using System.Buffers;
using Heliograph.Fuzz.Targets;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Tests.Wire;

public sealed class FrameReaderTests
{
    private static readonly byte[] Packets = Convert.FromHexString("C000" + "3003AABBCC" + "30808001" + new string('7', 2 * 16_384) + "D000" + "30037F0102");

    [Fact]
    public void It_finds_what_frames_that_are_taken_one_by_one_find_whatever_the_pieces()
    {
        foreach (var piece in (int[])[1, 2, 3, 5, 7, 100, 16_383, Packets.Length])
        {
            var input = Split.Every(piece, Packets);
            var one = input;
            var reader = new FrameReader(input);
            while (Frame.TryTake(ref one, 20_000, out var frame) == FrameStatus.Complete)
            {
                Assert.Equal(FrameStatus.Complete, reader.TryPeek(20_000, out var head, out var body));
                Assert.Equal(frame.Header, head.Header);
                Assert.True(body.SequenceEqual(frame.Body.ToArray()));
                reader.Advance(head);
                Assert.Equal(one.Length, reader.Unread.Length);
            }

            Assert.Equal(FrameStatus.NeedMore, reader.TryPeek(20_000, out var none, out _));
            Assert.Equal(0, none.Bytes);
            Assert.True(reader.Unread.IsEmpty);
            reader.Dispose();
        }
    }

    [Fact]
    public void A_packet_that_is_not_advanced_over_stays()
    {
        foreach (var piece in (int[])[1, 3, 100])
        {
            var reader = new FrameReader(Split.Every(piece, Convert.FromHexString("C0003003AABBCC")));
            Assert.Equal(FrameStatus.Complete, reader.TryPeek(100, out var first, out _));
            reader.Advance(first);
            Assert.Equal(FrameStatus.Complete, reader.TryPeek(100, out _, out _));
            Assert.Equal(FrameStatus.Complete, reader.TryPeek(100, out _, out var body));
            Assert.Equal("AABBCC", Convert.ToHexString(body));
            Assert.Equal("3003AABBCC", Convert.ToHexString(reader.Unread.ToArray()));
            reader.Dispose();
        }
    }

    [Theory]
    [InlineData("3003AABB", FrameStatus.NeedMore)]
    [InlineData("30", FrameStatus.NeedMore)]
    [InlineData("308000", FrameStatus.Malformed)]
    [InlineData("30FFFFFFFF01", FrameStatus.Malformed)]
    [InlineData("3065", FrameStatus.TooLarge)]
    public void What_is_wrong_or_missing_is_told_with_the_header_and_nothing_is_taken(string hex, FrameStatus expected)
    {
        var bytes = Convert.FromHexString("D000" + hex);
        for (var piece = 1; piece <= bytes.Length; piece++)
        {
            var reader = new FrameReader(Split.Every(piece, bytes));
            reader.TryPeek(100, out var first, out _);
            reader.Advance(first);
            Assert.Equal(expected, reader.TryPeek(100, out var head, out var body));
            Assert.Equal(0x30, head.Header.Octet);
            Assert.True(body.IsEmpty);
            Assert.Equal(hex, Convert.ToHexString(reader.Unread.ToArray()));
            reader.Dispose();
        }
    }
}
