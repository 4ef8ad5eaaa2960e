using Heliograph.Broker.Messages;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Journal;

/// <summary>What a record says happened.</summary>
/// <remarks>The numbers are part of the storage format: never given anew.</remarks>
public enum RecordKind : byte
{
    /// <summary>A durable session exists: Session, ClientId, UserName, ExpirySeconds. Repeated when one of them changes.</summary>
    SessionOpened = 1,

    /// <summary>Session is gone with all that belonged to it.</summary>
    SessionEnded = 2,

    /// <summary>Session's connection is gone; its expiry clock started at At.</summary>
    SessionDetached = 3,

    /// <summary>Session subscribed: Topic (the whole filter), Options, SubscriptionId, Group for a shared one.</summary>
    Subscribed = 4,

    /// <summary>Session unsubscribed from Topic.</summary>
    Unsubscribed = 5,

    /// <summary>
    /// A message was accepted: Message, its Destinations, whether it is retained; and, for QoS 2, that Session holds
    /// the publisher's PacketId; or, for a will, that WillId of Session is gone. One record, so that a crash keeps or loses the
    /// whole of it. Its number is the message's id.
    /// </summary>
    Published = 6,

    /// <summary>The publisher's PacketId of Session is free again: PUBREL came.</summary>
    InboundReleased = 7,

    /// <summary>Session was sent MessageId with PacketId; Group chose it, or 0.</summary>
    Sent = 8,

    /// <summary>Session's client answered PUBREC for MessageId with PacketId.</summary>
    Received = 9,

    /// <summary>Session's delivery of MessageId with PacketId is finished.</summary>
    Completed = 10,

    /// <summary>
    /// MessageId left the queue of Session, which Group had chosen or 0, without an acknowledged delivery; where Session is 0,
    /// the backlog of Group.
    /// </summary>
    Dropped = 11,

    /// <summary>
    /// Session's connection left a will: Message, ExpirySeconds (the delay), MessageExpirySeconds. Its number is the will's id;
    /// in a snapshot that is WillId.
    /// </summary>
    WillSet = 12,

    /// <summary>WillId of Session is gone: deleted, or published for nobody who is durable.</summary>
    WillCleared = 13,

    /// <summary>The retained message of Topic is gone.</summary>
    RetainedCleared = 14,

    /// <summary>
    /// MessageId left the queue of Session, which Group had chosen, for the backlog of Group; or, where Session is 0, the other
    /// way to the session of the one destination. Of Delivery, Size and ExpiresAt.
    /// </summary>
    Moved = 15,

    /// <summary>Only in snapshots: the retained message of its topic is Message, whose id is MessageId.</summary>
    Retained = 16,

    /// <summary>Only in snapshots: the queue of Session, or the backlog of Group, holds Delivery next.</summary>
    Queued = 17,

    /// <summary>Session holds the publisher's PacketId, of a message that nobody durable wanted.</summary>
    InboundHeld = 18,

    /// <summary>Only in snapshots: the last numbers given to a session (Session) and to a shared group (Group).</summary>
    Numbering = 19,
}

/// <summary>A queue that a published message went to.</summary>
/// <param name="Session">The session's number; 0 when the shared group itself keeps the message.</param>
/// <param name="Group">The number of the shared group that chose the session or keeps the message; 0 for none.</param>
/// <param name="QoS">The QoS of the delivery.</param>
/// <param name="Retain">The RETAIN flag of the delivery.</param>
/// <param name="SubscriptionIds">Of all filters that matched; null for none.</param>
public readonly record struct Destination(long Session, long Group, QoS QoS, bool Retain, uint[]? SubscriptionIds);

/// <summary>One delivery of a queue, as a snapshot holds it.</summary>
/// <param name="Size">Bytes of the message's topic, properties and payload.</param>
/// <param name="ExpiresAt">When it is no longer to be sent.</param>
/// <param name="QoS">The QoS of the delivery.</param>
/// <param name="Retain">The RETAIN flag of the delivery.</param>
/// <param name="Group">The shared group that chose the session; 0 for none.</param>
/// <param name="Stage">0 while it waits; else 1 + how far its delivery has come.</param>
/// <param name="SubscriptionIds">Of all filters that matched; null for none.</param>
public readonly record struct StoredDelivery(
    int Size, Instant ExpiresAt, QoS QoS, bool Retain, long Group, byte Stage, uint[]? SubscriptionIds);

/// <summary>One change to durable state. Borrows its bytes for the time of the append or of the replay.</summary>
public readonly ref struct JournalRecord
{
    public required RecordKind Kind { get; init; }
    public Instant At { get; init; }
    public long Session { get; init; }
    public long Group { get; init; }
    public string? ClientId { get; init; }
    public string? UserName { get; init; }
    public uint ExpirySeconds { get; init; }
    public uint? MessageExpirySeconds { get; init; }
    public Lsn WillId { get; init; }
    public ReadOnlySpan<byte> Topic { get; init; }
    public byte Options { get; init; }
    public uint SubscriptionId { get; init; }

    /// <summary>For appending; a record that was read has <see cref="Body"/> instead.</summary>
    public Message? Message { get; init; }

    /// <summary>The message of a record that was read.</summary>
    public EncodedMessage Body { get; init; }
    public Lsn MessageId { get; init; }
    public bool Retained { get; init; }
    public ushort PacketId { get; init; }
    public ReadOnlySpan<Destination> Destinations { get; init; }
    public StoredDelivery Delivery { get; init; }
}
