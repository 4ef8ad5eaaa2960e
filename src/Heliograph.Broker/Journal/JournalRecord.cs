using Heliograph.Broker.Messages;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Journal;

/// <summary>What a record says happened.</summary>
public enum RecordKind : byte
{
    /// <summary>A durable session exists: Session, ClientId, UserName, ExpirySeconds. Repeated when its expiry changes.</summary>
    SessionOpened = 1,

    /// <summary>Session is gone with all that belonged to it.</summary>
    SessionEnded,

    /// <summary>Session's connection is gone; its expiry clock started at At.</summary>
    SessionDetached,

    /// <summary>Session subscribed: Topic (the whole filter), Options, SubscriptionId.</summary>
    Subscribed,

    /// <summary>Session unsubscribed from Topic.</summary>
    Unsubscribed,

    /// <summary>
    /// A message was accepted: Message, its Destinations, whether it is retained; and, for QoS 2, that Session holds
    /// the publisher's PacketId. One record, so that a crash keeps or loses the whole of it.
    /// </summary>
    Published,

    /// <summary>The publisher's PacketId of Session is free again: PUBREL came.</summary>
    InboundReleased,

    /// <summary>Session was sent MessageId with PacketId.</summary>
    Sent,

    /// <summary>Session's client answered PUBREC for PacketId.</summary>
    Received,

    /// <summary>Session's delivery PacketId is finished.</summary>
    Completed,

    /// <summary>MessageId left Session's queue without delivery.</summary>
    Dropped,

    /// <summary>Session's connection left a will: Message, ExpirySeconds (the delay).</summary>
    WillSet,

    /// <summary>Session's will is gone, published or deleted.</summary>
    WillCleared,

    /// <summary>The retained message of Topic is gone.</summary>
    RetainedCleared,
}

/// <summary>A queue that a published message went to.</summary>
/// <param name="Id">The session's or the shared group's number.</param>
/// <param name="IsGroup">Whether <paramref name="Id"/> is a shared group's.</param>
/// <param name="QoS">The QoS of the delivery.</param>
public readonly record struct Destination(long Id, bool IsGroup, QoS QoS);

/// <summary>One change to durable state. Borrows its bytes for the time of the append.</summary>
public readonly ref struct JournalRecord
{
    public required RecordKind Kind { get; init; }
    public Instant At { get; init; }
    public long Session { get; init; }
    public string? ClientId { get; init; }
    public string? UserName { get; init; }
    public uint ExpirySeconds { get; init; }
    public ReadOnlySpan<byte> Topic { get; init; }
    public byte Options { get; init; }
    public uint SubscriptionId { get; init; }
    public Message? Message { get; init; }
    public long MessageId { get; init; }
    public bool Retained { get; init; }
    public ushort PacketId { get; init; }
    public ReadOnlySpan<Destination> Destinations { get; init; }
}
