using System.Text;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;

namespace Heliograph.Broker.Tests.Journal;

public sealed class RecordCodecTests
{
    private static readonly Message Message = new(
        "a/b"u8, [1, 2, 3], "payload"u8, QoS.ExactlyOnce, retain: true, new Instant(1_700_000_000_123), "publisher-ü");

    private readonly RecordDecoder _decoder = new();

    [Theory, MemberData(nameof(Samples))]
    public void A_record_is_decoded_as_it_was_encoded(int sample)
    {
        var bytes = Encoded(sample);
        Assert.True(_decoder.TryDecode(bytes, out var read));
        var wanted = Sample(sample);
        Assert.Equal(Describe(wanted), Describe(read));
    }

    [Theory, MemberData(nameof(Samples))]
    public void A_record_cut_short_or_made_longer_is_refused(int sample)
    {
        var bytes = Encoded(sample);
        for (var length = 0; length < bytes.Length; length++) Assert.False(_decoder.TryDecode(bytes.AsSpan(0, length), out _));
        Assert.False(_decoder.TryDecode([.. bytes, 0], out _));
    }

    [Theory, MemberData(nameof(Samples))]
    public void Damaged_bytes_never_throw(int sample)
    {
        var bytes = Encoded(sample);
        for (var at = 0; at < bytes.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[at] ^= (byte)(1 << bit);
                _decoder.TryDecode(bytes, out _);
                bytes[at] ^= (byte)(1 << bit);
            }
        }
    }

    [Fact]
    public void Every_kind_has_a_sample()
    {
        var kinds = Samples().Select(row => Sample(row.Data).Kind).ToHashSet();
        Assert.Equal(Enum.GetValues<RecordKind>().ToHashSet(), kinds);
    }

    [Fact]
    public void An_unknown_kind_is_refused() => Assert.False(_decoder.TryDecode([200, 1, 2], out _));

    public static TheoryData<int> Samples() => [.. Enumerable.Range(0, 23)];

    private static JournalRecord Sample(int sample) => sample switch
    {
        0 => new() { Kind = RecordKind.SessionOpened, Session = 1, ClientId = "c", UserName = "u", ExpirySeconds = uint.MaxValue },
        1 => new() { Kind = RecordKind.SessionOpened, Session = long.MaxValue, ClientId = "ö", ExpirySeconds = 1 },
        2 => new() { Kind = RecordKind.SessionEnded, Session = 128 },
        3 => new() { Kind = RecordKind.SessionDetached, Session = 2, At = new(1_700_000_000_000) },
        4 => new() { Kind = RecordKind.Subscribed, Session = 2, Topic = "$share/g/t/#"u8, Options = 0x2E, SubscriptionId = 268_435_455, Group = 9 },
        5 => new() { Kind = RecordKind.Unsubscribed, Session = 2, Topic = "t/#"u8 },
        6 => new() { Kind = RecordKind.Published, Session = 3, PacketId = 65_535, Message = Message, Retained = true },
        7 => new()
        {
            Kind = RecordKind.Published,
            Message = Message,
            Destinations = Enumerable.Range(1, 20).Select(i => new Destination(i, i % 3, (QoS)(i % 3), i % 2 == 0, i % 4 == 0 ? [(uint)i, 7] : null)).ToArray(),
        },
        8 => new() { Kind = RecordKind.InboundReleased, Session = 3, PacketId = 4 },
        9 => new() { Kind = RecordKind.InboundHeld, Session = 3, PacketId = 4 },
        10 => new() { Kind = RecordKind.Sent, Session = 3, Group = 300, MessageId = new(1L << 40), PacketId = 4 },
        11 => new() { Kind = RecordKind.Received, Session = 3, MessageId = new(5), PacketId = 4 },
        12 => new() { Kind = RecordKind.Completed, Session = 3, MessageId = new(5), PacketId = 4 },
        13 => new() { Kind = RecordKind.Dropped, Session = 3, MessageId = new(5) },
        14 => new() { Kind = RecordKind.Dropped, Group = 3, MessageId = new(5) },
        15 => new() { Kind = RecordKind.WillSet, Session = 3, Message = Message, ExpirySeconds = 30, MessageExpirySeconds = 0 },
        16 => new() { Kind = RecordKind.WillSet, Session = 3, Message = Message },
        17 => new() { Kind = RecordKind.WillCleared, Session = 3 },
        18 => new() { Kind = RecordKind.RetainedCleared, Topic = "t"u8 },
        19 => new()
        {
            Kind = RecordKind.Moved,
            Session = 3,
            MessageId = new(5),
            Delivery = new() { Size = 1000, ExpiresAt = Instant.Never },
            Destinations = new Destination[] { new(0, 4, QoS.AtLeastOnce, true, [1]) },
        },
        20 => new()
        {
            Kind = RecordKind.Retained,
            MessageId = new(5),
            Message = new(Message.Topic, Message.Properties, Message.Payload, Message.QoS, Message.Retain, Message.ExpiresAt, "p") { RetainedAt = new(77) },
        },
        21 => new()
        {
            Kind = RecordKind.Queued,
            Session = 3,
            MessageId = new(5),
            PacketId = 6,
            Delivery = new(1000, new(1_700_000_000_000), QoS.ExactlyOnce, true, Group: 4, Stage: 3, [5, 6]),
        },
        _ => new() { Kind = RecordKind.Numbering, Session = 12, Group = 13 },
    };

    private static byte[] Encoded(int sample)
    {
        var record = Sample(sample);
        var bytes = new byte[RecordCodec.LengthMax(record)];
        return bytes[..RecordCodec.Encode(record, bytes)];
    }

    private static string Describe(in JournalRecord record)
    {
        var text = new StringBuilder();
        text.Append($"{record.Kind} {record.At} {record.Session} {record.Group} {record.ClientId} {record.UserName} {record.ExpirySeconds} ")
            .Append($"{record.MessageExpirySeconds} {Convert.ToHexString(record.Topic)} {record.Options} {record.SubscriptionId} {record.MessageId} ")
            .Append($"{record.Retained} {record.PacketId} {record.Delivery with { SubscriptionIds = null }} {Ids(record.Delivery.SubscriptionIds)}");
        foreach (var destination in record.Destinations) text.Append($" {destination with { SubscriptionIds = null }} {Ids(destination.SubscriptionIds)}");
        if (record.Kind is RecordKind.Published or RecordKind.WillSet or RecordKind.Retained)
        {
            var message = record.Message ?? record.Body.ToMessage(default);
            text.Append($" {Convert.ToHexString(message.Topic)} {Convert.ToHexString(message.Properties)} {Convert.ToHexString(message.Payload)}")
                .Append($" {message.QoS} {message.Retain} {message.ExpiresAt} {message.RetainedAt} {message.PublisherId} {message.Size}");
        }

        return text.ToString();
    }

    private static string Ids(uint[]? ids) => string.Join(',', ids ?? []);
}
