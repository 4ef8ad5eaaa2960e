using System.Buffers;
using Heliograph.Fuzz.Targets;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Tests.Wire;

public sealed class FrameTests
{
    [Theory]
    [InlineData("C000", 0)]
    [InlineData("30037F0102", 3)]
    [InlineData("3001FF", 1)]
    public void A_whole_frame_is_taken_from_every_split(string hex, int bodyBytes)
    {
        var bytes = Convert.FromHexString(hex + "D000");
        for (var segment = 1; segment <= bytes.Length; segment++)
        {
            var input = Split.Every(segment, bytes);
            Assert.Equal(FrameStatus.Complete, Frame.TryTake(ref input, 100, out var frame));
            Assert.Equal(bytes[0], frame.Header.Octet);
            Assert.Equal(bytes.AsSpan(2, bodyBytes).ToArray(), frame.Body.ToArray());
            Assert.Equal("D000", Convert.ToHexString(input.ToArray()));
        }
    }

    [Fact]
    public void A_frame_that_goes_on_leaves_the_input_as_it_was()
    {
        byte[] bytes = [0x30, 0x80, 0x01, .. new byte[128]];
        for (var length = 0; length < bytes.Length; length++)
        {
            var input = new ReadOnlySequence<byte>(bytes, 0, length);
            Assert.Equal(FrameStatus.NeedMore, Frame.TryTake(ref input, 131, out var frame));
            Assert.Equal(length, input.Length);
            Assert.Equal(length == 0 ? 0 : 0x30, frame.Header.Octet);
        }

        var whole = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(FrameStatus.Complete, Frame.TryTake(ref whole, 131, out _));
        Assert.True(whole.IsEmpty);
    }

    [Theory]
    [InlineData("3080808080", FrameStatus.Malformed)]
    [InlineData("30FFFFFFFF", FrameStatus.Malformed)]
    [InlineData("30FFFFFFFF01", FrameStatus.Malformed)]
    [InlineData("308000", FrameStatus.Malformed)]
    [InlineData("30FF00", FrameStatus.Malformed)]
    [InlineData("30FF8000", FrameStatus.Malformed)]
    [InlineData("30FFFF8000", FrameStatus.Malformed)]
    [InlineData("30FFFFFF7F", FrameStatus.TooLarge)]
    [InlineData("30808080", FrameStatus.NeedMore)]
    [Trait("MQTT 5.0", "MQTT-1.5.5-1")]
    public void The_remaining_length_decides_before_the_body_is_there(string hex, FrameStatus expected)
    {
        var bytes = Convert.FromHexString(hex);
        foreach (var input in (ReadOnlySequence<byte>[])[new(bytes), Split.Every(1, bytes), Split.Every(2, bytes)])
        {
            var rest = input;
            Assert.Equal(expected, Frame.TryTake(ref rest, 1000, out _));
            Assert.Equal(bytes.Length, rest.Length);
        }
    }

    [Theory]
    [InlineData(127, 129)]
    [InlineData(128, 131)]
    [InlineData(16_384, 16_388)]
    [InlineData(2_097_152, 2_097_157)]
    [Trait("MQTT 5.0", "MQTT-3.1.2-24")]
    public void The_limit_counts_the_whole_packet(int remaining, int packetBytes)
    {
        var header = new byte[5];
        var writer = new WireWriter(header);
        writer.WriteHeader(FixedHeader.For(PacketType.Publish), remaining);
        var input = new ReadOnlySequence<byte>(header, 0, writer.Written);
        Assert.Equal(packetBytes, WireWriter.PacketLength(remaining));
        Assert.Equal(FrameStatus.NeedMore, Frame.TryTake(ref input, packetBytes, out _));
        Assert.Equal(FrameStatus.TooLarge, Frame.TryTake(ref input, packetBytes - 1, out _));
    }
}
