using System.Buffers.Binary;
using System.Text;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Journal;

/// <summary>A message as a journal record holds it: a view of the record's bytes.</summary>
/// <remarks>
/// <code>
///   flags u8 | topic length u16 | properties length u32 | payload length u32 | publisher length u16
///   [expires at i64] | [retained at i64] | topic | properties | payload | publisher
///   flags: 0-1 QoS, 2 RETAIN, 3 expires, 4 retained
/// </code>
/// Numbers are little-endian.
/// </remarks>
public readonly ref struct EncodedMessage
{
    private const int HeaderBytes = 13;
    private const int InstantBytes = 8;
    private const int QoSBits = 0b11, RetainBit = 0b100, ExpiryBit = 0b1000, RetainedBit = 0b1_0000;

    private readonly ReadOnlySpan<byte> _bytes;

    private EncodedMessage(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Bytes of topic, properties and payload.</summary>
    public int Size => TopicLength + PropertiesLength + PayloadLength;

    public QoS QoS => (QoS)(_bytes[0] & QoSBits);

    public bool Retain => (_bytes[0] & RetainBit) != 0;

    public Instant ExpiresAt =>
        Expires ? new(BinaryPrimitives.ReadInt64LittleEndian(_bytes[HeaderBytes..])) : Instant.Never;

    /// <summary>When it was retained; Never when that is not told.</summary>
    public Instant RetainedAt =>
        IsRetained ? new(BinaryPrimitives.ReadInt64LittleEndian(_bytes[(HeaderBytes + (Expires ? InstantBytes : 0))..])) : Instant.Never;

    public ReadOnlySpan<byte> Topic => _bytes.Slice(BodyAt, TopicLength);

    public ReadOnlySpan<byte> Properties => _bytes.Slice(BodyAt + TopicLength, PropertiesLength);

    public ReadOnlySpan<byte> Payload => _bytes.Slice(BodyAt + TopicLength + PropertiesLength, PayloadLength);

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> Publisher => _bytes.Slice(BodyAt + Size, PublisherLength);

    private bool Expires => (_bytes[0] & ExpiryBit) != 0;
    private bool IsRetained => (_bytes[0] & RetainedBit) != 0;
    private int TopicLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[1..]);
    private int PropertiesLength => BinaryPrimitives.ReadInt32LittleEndian(_bytes[3..]);
    private int PayloadLength => BinaryPrimitives.ReadInt32LittleEndian(_bytes[7..]);
    private int PublisherLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[11..]);
    private int BodyAt => HeaderBytes + (Expires ? InstantBytes : 0) + (IsRetained ? InstantBytes : 0);
    private int Length => BodyAt + Size + PublisherLength;

    /// <summary>A copy that owns its bytes.</summary>
    /// <param name="id">The number of the record that holds the message.</param>
    public Message ToMessage(Lsn id) =>
        new(Topic, Properties, Payload, QoS, Retain, ExpiresAt, Encoding.UTF8.GetString(Publisher)) { Id = id, Needs = id, RetainedAt = RetainedAt };

    /// <summary>Views the message at the front of some bytes.</summary>
    /// <returns>False when the bytes are no whole message.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out EncodedMessage message, out int length)
    {
        message = new(bytes);
        length = 0;
        if (bytes.Length < HeaderBytes || bytes.Length < message.BodyAt) return false;
        if (message.PropertiesLength < 0 || message.PayloadLength < 0) return false;
        var needed = (long)message.BodyAt + message.TopicLength + message.PropertiesLength + message.PayloadLength + message.PublisherLength;
        if (needed > bytes.Length || message.QoS > QoS.ExactlyOnce) return false;
        length = message.Length;
        message = new(bytes[..length]);
        return true;
    }

    /// <summary>Bytes that <see cref="Write"/> takes at most.</summary>
    internal static int LengthMax(Message message) =>
        HeaderBytes + (2 * InstantBytes) + message.Size + Encoding.UTF8.GetMaxByteCount(message.PublisherId.Length);

    internal static int Write(Message message, Span<byte> into)
    {
        var expires = message.ExpiresAt != Instant.Never;
        var isRetained = message.RetainedAt != Instant.Never;
        into[0] = (byte)((int)message.QoS | (message.Retain ? RetainBit : 0) | (expires ? ExpiryBit : 0) | (isRetained ? RetainedBit : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(into[1..], (ushort)message.Topic.Length);
        BinaryPrimitives.WriteInt32LittleEndian(into[3..], message.Properties.Length);
        BinaryPrimitives.WriteInt32LittleEndian(into[7..], message.Payload.Length);
        var at = HeaderBytes;
        if (expires) WriteInstant(message.ExpiresAt, into, ref at);
        if (isRetained) WriteInstant(message.RetainedAt, into, ref at);
        message.Body.CopyTo(into[at..]);
        at += message.Size;
        var publisher = Encoding.UTF8.GetBytes(message.PublisherId, into[at..]);
        BinaryPrimitives.WriteUInt16LittleEndian(into[11..], (ushort)publisher);
        return at + publisher;
    }

    private static void WriteInstant(Instant instant, Span<byte> into, ref int at)
    {
        BinaryPrimitives.WriteInt64LittleEndian(into[at..], instant.Milliseconds);
        at += InstantBytes;
    }
}
