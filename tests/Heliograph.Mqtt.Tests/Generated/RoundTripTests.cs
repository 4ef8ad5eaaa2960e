using System.Buffers;
using CsCheck;
using Heliograph.Fuzz.Owned;
using Heliograph.Fuzz.Targets;
using Heliograph.Mqtt.Tests.Packets;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Tests.Generated;

public sealed class RoundTripTests
{
    public static TheoryData<string> Types => [.. Generate.Types.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_written_is_read_back(string type) => Generate.Types[type].Sample(
        sent =>
        {
            var bytes = sent.Packet.Encode();
            var violation = Exactly.Read(Convert.ToHexString(bytes), sent.Packet.Version, sent.Direction, out var read);
            return violation.IsNone && sent.Packet.Equals(read)
                && (sent.Packet.AnnouncedLength ?? bytes.Length) == bytes.Length;
        },
        iter: 2_000);

    [Fact]
    public void Any_split_of_the_stream_gives_the_same_frames() => Gen.Select(
        Generate.Packet.Array[1, 6], Gen.Int[0, 1_000].Array[0, 12], Gen.Int[0, 1_000]).Sample((packets, cuts, missing) =>
        {
            byte[][] encoded = [.. packets.Select(sent => sent.Packet.Encode())];
            byte[] stream = [.. encoded.SelectMany(bytes => bytes)];
            var arrived = stream[..^(missing % (encoded[^1].Length + 1))];
            var input = Split.At(cuts.Select(cut => cut % (arrived.Length + 1)).Order(), arrived);
            var whole = arrived.Length == stream.Length ? encoded.Length : encoded.Length - 1;
            for (var index = 0; index < whole; index++)
            {
                Assert.Equal(FrameStatus.Complete, Frame.TryTake(ref input, stream.Length, out var frame));
                Assert.Equal(encoded[index][0], frame.Header.Octet);
                Assert.Equal(encoded[index][^(int)frame.Body.Length..], frame.Body.ToArray());
                Assert.Equal(encoded[index].Length, WireWriter.PacketLength((int)frame.Body.Length));
            }

            Assert.Equal(FrameStatus.NeedMore, Frame.TryTake(ref input, stream.Length, out _));
            Assert.Equal(arrived.Length - encoded.Take(whole).Sum(bytes => bytes.Length), input.Length);
        },
        iter: 2_000);

    [Theory]
    [MemberData(nameof(Types))]
    public void A_body_that_ends_early_is_refused_or_is_a_shorter_packet(string type) => Generate.Types[type].Sample(
        sent =>
        {
            var bytes = sent.Packet.Encode();
            var input = new ReadOnlySequence<byte>(bytes);
            Assert.Equal(FrameStatus.Complete, Frame.TryTake(ref input, bytes.Length, out var frame));
            var body = frame.Body.ToArray();
            for (var length = 0; length < body.Length; length++)
            {
                var violation = OwnedPacket.TryRead(
                    frame.Header, body.AsSpan(0, length), sent.Packet.Version, sent.Direction, out var read);
                if (violation.IsNone) Assert.True(Shortened.IsPrefix(read!, sent.Packet), $"{read} of {sent.Packet}");
                else Assert.True(violation.Code is ReasonCode.MalformedPacket or ReasonCode.ProtocolError, violation.What);
            }
        },
        iter: 300);
}
