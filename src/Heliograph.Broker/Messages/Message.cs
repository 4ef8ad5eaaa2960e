using Heliograph.Broker.Access;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Messages;

/// <summary>An application message that owns its bytes: made once, immutable, shared by every holder (law L4).</summary>
public sealed class Message
{
    private readonly byte[] _bytes; // topic, properties, payload, one after the other
    private readonly ushort _topicLength;
    private readonly int _propertiesLength;

    public Message(
        ReadOnlySpan<byte> topic, ReadOnlySpan<byte> properties, ReadOnlySpan<byte> payload, QoS qos, bool retain,
        Instant expiresAt, string publisherId)
    {
        _topicLength = checked((ushort)topic.Length);
        _propertiesLength = properties.Length;
        _bytes = new byte[topic.Length + properties.Length + payload.Length];
        topic.CopyTo(_bytes);
        properties.CopyTo(_bytes.AsSpan(topic.Length));
        payload.CopyTo(_bytes.AsSpan(topic.Length + properties.Length));
        QoS = qos;
        Retain = retain;
        ExpiresAt = expiresAt;
        PublisherId = publisherId;
    }

    public ReadOnlySpan<byte> Topic => _bytes.AsSpan(0, _topicLength);

    /// <summary>The encoded properties that travel on: all but Topic Alias and Message Expiry Interval.</summary>
    public ReadOnlySpan<byte> Properties => _bytes.AsSpan(_topicLength, _propertiesLength);

    public ReadOnlySpan<byte> Payload => _bytes.AsSpan(_topicLength + _propertiesLength);

    /// <summary>Topic, properties and payload, one after the other.</summary>
    public ReadOnlySpan<byte> Body => _bytes;

    /// <summary>As published; a delivery may be lower.</summary>
    public QoS QoS { get; }

    /// <summary>As published.</summary>
    public bool Retain { get; }

    /// <summary>When the message is no longer to be sent; <see cref="Instant.Never"/> without an expiry.</summary>
    public Instant ExpiresAt { get; }

    /// <summary>The client id of the publisher; empty for the broker's own messages.</summary>
    public string PublisherId { get; }

    /// <summary>Who published it, of a retained message whose source is judged again (<see cref="BrokerHabits.ChecksRetainSource"/>); else null.</summary>
    internal Identity? Publisher { get; init; }

    /// <summary>Bytes of topic, properties and payload: what bounds on bytes count.</summary>
    public int Size => _bytes.Length;

    /// <summary>The journal record that holds it, under which it can be read back; None where there is none.</summary>
    /// <remarks>Set once, before the message is seen by anyone else.</remarks>
    public Lsn Id { get; internal set; }

    /// <summary>The journal record that whoever is sent it waits for (law L2); None for most at QoS 0.</summary>
    /// <remarks>Set once, before the message is seen by anyone else.</remarks>
    public Lsn Needs { get; internal set; }

    /// <summary>When it was retained; <see cref="Instant.Never"/> for a message that is not, or whose journal does not tell.</summary>
    /// <remarks>Set once, before the message is seen by anyone else.</remarks>
    public Instant RetainedAt { get; internal set; } = Instant.Never;

    /// <summary>Counts what was retained since the start: later ones have greater numbers. 0 for a message that is not, or of before.</summary>
    /// <remarks>Set once, before the message is seen by anyone else.</remarks>
    internal long RetainedNumber { get; set; }

    public bool IsExpired(Instant now) => ExpiresAt <= now;
}
