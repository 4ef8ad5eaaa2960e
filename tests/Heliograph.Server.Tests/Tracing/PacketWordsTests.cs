using System.Buffers;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Tracing;

namespace Heliograph.Server.Tests.Tracing;

/// <summary>What a trace says of a packet, and what it keeps of it.</summary>
public sealed class PacketWordsTests
{
    [Fact]
    public void Connect_is_told_without_password_and_authentication_data()
    {
        var bytes = Written(output =>
        {
            var properties = new PropertyWriter(stackalloc byte[256]);
            properties.Add(PropertyId.SessionExpiryInterval, 3_600);
            properties.Add(PropertyId.AuthenticationMethod, "SCRAM"u8);
            properties.Add(PropertyId.AuthenticationData, "secret-data"u8);
            new Connect
            {
                Version = ProtocolVersion.V5, CleanStart = true, KeepAlive = 60, ClientId = "c\n1"u8, Properties = properties.Block,
                HasUserName = true, UserName = "u"u8, HasPassword = true, Password = "secret-word"u8, HasWill = true,
                Will = new() { Topic = "w"u8, Payload = "secret-will"u8, QoS = QoS.AtLeastOnce, Retain = true },
            }.Write(output);
            properties.Dispose();
        });
        Assert.Equal(
            "MQTT 5.0, client id 'c\\n1', clean 1, keep alive 60 s, user 'u', password (blanked); session expiry interval 3600; authentication method 'SCRAM'; authentication data (blanked); will 'w', QoS 1, retain, 11 bytes",
            Words(bytes));
        var kept = Kept(bytes);
        Assert.DoesNotContain("secret", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        Assert.Equal(Words(bytes).Replace("11 bytes", "0 bytes", StringComparison.Ordinal), Words(kept));
        Assert.Contains("secret-will", Encoding.Latin1.GetString(Kept(bytes, withPayload: true)), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", Encoding.Latin1.GetString(Kept(bytes, withPayload: true)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xC0)]
    [InlineData(0xD0)]
    public void Of_a_packet_that_has_no_body_by_the_standard_none_is_kept(byte first)
    {
        byte[] bytes = [first, 6, .. "secret"u8];
        Assert.Equal([first, 0], Kept(bytes));
        Assert.Equal([first, 0], Kept(bytes, withPayload: true));
    }

    [Fact]
    public void Publish_keeps_its_payload_only_when_asked()
    {
        var bytes = Written(output => new Publish
        {
            Topic = "a/b"u8, Payload = "warm"u8, QoS = QoS.AtLeastOnce, PacketId = 7, Retain = true, Duplicate = true,
        }.Write(output, ProtocolVersion.V5));
        Assert.Equal("'a/b', QoS 1, retain, dup, packet id 7, 4 bytes", Words(bytes));
        Assert.Equal("'a/b', QoS 1, retain, dup, packet id 7, 4 bytes: 'warm'", Words(bytes, withPayload: true));
        Assert.Equal(bytes.Length - 4, Kept(bytes).Length);
        Assert.Equal("'a/b', QoS 1, retain, dup, packet id 7, 0 bytes", Words(Kept(bytes)));
        Assert.Equal(bytes, Kept(bytes, withPayload: true));
    }

    [Fact]
    public void The_other_packets_are_told_with_their_codes()
    {
        Assert.Equal("packet id 9, not authorized (0x87)", Words(Written(output => new Acknowledgement { Type = PacketType.PubAck, PacketId = 9, Code = ReasonCode.NotAuthorized }.Write(output, ProtocolVersion.V5))));
        Assert.Equal("packet id 3, granted QoS 1, quota exceeded (0x97)", Words(Written(output => new SubscriptionAcknowledgement
        {
            Type = PacketType.SubAck, PacketId = 3, Codes = [ReasonCode.GrantedQoS1, ReasonCode.QuotaExceeded],
        }.Write(output, ProtocolVersion.V5)), isIncoming: false));
        Assert.Equal("packet id 3, 'a/#' QoS 2 no local retain as published retain handling 1", Words(Written(output =>
        {
            var entries = new ArrayBufferWriter<byte>();
            SubscribeEntries.Append(entries, "a/#"u8, new(QoS.ExactlyOnce, noLocal: true, retainAsPublished: true, RetainHandling.SendIfNew));
            new Subscribe { PacketId = 3, Payload = entries.WrittenSpan }.Write(output, ProtocolVersion.V5);
        })));
        Assert.Equal("normal disconnection", Words([0xE0, 0]));
        Assert.Equal("", Words([0xC0, 0]));
    }

    [Fact]
    public void Of_what_cannot_be_read_nothing_but_the_type_is_kept()
    {
        byte[] broken = [0x10, 12, 0, 4, .. "MQTT"u8, 5, 0xC3, 0, 0, 0, 0];
        Assert.StartsWith("malformed: ", Words(broken), StringComparison.Ordinal);
        Assert.Equal([0x10, 0], Kept(broken));
    }

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    private static string Words(byte[] bytes, bool isIncoming = true, bool withPayload = false)
    {
        var frame = FrameOf(bytes);
        return PacketWords.Of(frame.Header, frame.Body.ToArray(), ProtocolVersion.V5, isIncoming, withPayload);
    }

    private static byte[] Kept(byte[] bytes, bool withPayload = false)
    {
        var frame = FrameOf(bytes);
        return PacketMask.Of(frame.Header, frame.Body.ToArray(), ProtocolVersion.V5, isIncoming: true, withPayload);
    }

    private static Frame FrameOf(byte[] bytes)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(FrameStatus.Complete, Frame.TryTake(ref input, int.MaxValue, out var frame));
        return frame;
    }
}
