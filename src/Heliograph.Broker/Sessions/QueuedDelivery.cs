using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Sessions;

/// <summary>A message as one session is to receive it. 48 bytes; its body may have stayed behind in the journal.</summary>
internal readonly record struct QueuedDelivery
{
    /// <summary>A delivery of a message that is in memory.</summary>
    /// <param name="message">Shared with all other holders.</param>
    /// <param name="qos">The lower of published and granted QoS [MQTT-3.8.4-8].</param>
    /// <param name="retain">The RETAIN flag to send.</param>
    /// <param name="subscriptionIds">Of all filters that matched; null for none [MQTT-3.3.4-3].</param>
    /// <param name="group">The shared group that chose this session; null for an ordinary subscription.</param>
    public QueuedDelivery(Message message, QoS qos, bool retain, uint[]? subscriptionIds, SharedGroup? group)
    {
        Message = message;
        Id = message.Id;
        Size = message.Size;
        ExpiresAt = message.ExpiresAt;
        QoS = qos;
        Retain = retain;
        SubscriptionIds = subscriptionIds;
        Group = group;
    }

    /// <summary>The message; null while its body is in the journal only, or when it is done with.</summary>
    public Message? Message { get; init; }

    /// <summary>The journal record that holds the message; None where it is in memory only.</summary>
    public Lsn Id { get; init; }

    /// <summary>When it is no longer to be sent.</summary>
    public Instant ExpiresAt { get; init; }

    public uint[]? SubscriptionIds { get; init; }

    public SharedGroup? Group { get; init; }

    /// <summary>Bytes that it counts for in a queue.</summary>
    public int Size { get; init; }

    public QoS QoS { get; init; }

    public bool Retain { get; init; }

    /// <summary>No delivery: neither here nor in the journal.</summary>
    public bool IsHole => Message is null && Id == Lsn.None;

    /// <summary>What is left once the client has the message [MQTT-4.3.3-8]: what tells it from other deliveries.</summary>
    public QueuedDelivery Spent() => new() { Id = Id, Group = Group, ExpiresAt = Instant.Never };

    /// <summary>
    /// Whether it is the delivery of a message for one reason: a session may be sent the same message for its own
    /// subscriptions and once more by each of its shared groups.
    /// </summary>
    public bool Is(Lsn id, long group) => Id == id && (Group?.Id ?? 0) == group && !IsHole;

    /// <summary>The same with the message in memory; without one where a repair of the journal has lost it.</summary>
    public QueuedDelivery Loaded(IJournal journal) => Message is null ? this with { Message = journal.Read(Id) } : this;

    /// <summary>As <see cref="Loaded"/>.</summary>
    /// <returns>False when the disk cannot be read now.</returns>
    public bool TryLoad(IJournal journal, out QueuedDelivery loaded)
    {
        try
        {
            loaded = Loaded(journal);
            return true;
        }
        catch (Exception failure) when (failure is not (InvariantException or OutOfMemoryException))
        {
            loaded = this;
            return false;
        }
    }

    /// <summary>The same with the body left to the journal, if that has it.</summary>
    public QueuedDelivery Unloaded() => Id > Lsn.None ? this with { Message = null } : this;

    public bool IsExpired(Instant now) => ExpiresAt <= now;

    /// <summary>As a snapshot holds it.</summary>
    /// <param name="stage">As <see cref="StoredDelivery.Stage"/>.</param>
    public StoredDelivery Stored(byte stage) => new(Size, ExpiresAt, QoS, Retain, Group?.Id ?? 0, stage, SubscriptionIds);
}
