using Heliograph.Broker.Events;

namespace Heliograph.Broker.Delivery;

/// <summary>What became of a publish.</summary>
internal enum PublishResult : byte
{
    /// <summary>Every receiver has it or has it queued.</summary>
    Accepted,

    /// <summary>As Accepted, with no receiver: reason 0x10.</summary>
    NoSubscribers,

    /// <summary>A durable queue or the retained store is full: nobody has it, reason 0x97.</summary>
    Refused,
}

/// <summary>What refused a publish.</summary>
internal enum PublishRefusal : byte
{
    None,
    QueueFull,
    GroupFull,
    RetainedFull,

    /// <summary>Disk or memory are short.</summary>
    NoRoom,
}

/// <param name="Result">What became of it.</param>
/// <param name="Id">The record that holds the message; None when nothing durable keeps it.</param>
/// <param name="Lsn">What depends on the publish must not leave before this number is durable.</param>
/// <param name="IsUnretained">It was to be retained, and the retained store is full.</param>
/// <param name="Refusal">What is full, when it is refused.</param>
/// <param name="Whose">The client whose queue is full, if it is one's.</param>
internal readonly record struct PublishOutcome(
    PublishResult Result, Lsn Id, Lsn Lsn, bool IsUnretained = false, PublishRefusal Refusal = default, string? Whose = null)
{
    public static PublishOutcome Refused(PublishRefusal refusal, string? whose = null) =>
        new(PublishResult.Refused, Lsn.None, Lsn.None, Refusal: refusal, Whose: whose);

    /// <summary>What is full, in words.</summary>
    public string RefusalCause => Refusal switch
    {
        PublishRefusal.QueueFull => $"the queue of {QueueOf(Whose)} is full (queued_messages_max, queued_bytes_max)",
        PublishRefusal.GroupFull => "the queue of a shared group without a member that is there is full (queued_messages_max, queued_bytes_max)",
        PublishRefusal.RetainedFull => UnretainedCause,
        _ => "disk or memory are short, and it would have to be kept",
    };

    /// <summary>How <see cref="RefusalCause"/> names the client.</summary>
    public static string QueueOf(string? clientId) => $"client '{BrokerEvent.Shorten(clientId ?? "")}'";

    /// <summary>The cause of an event that says so.</summary>
    public const string UnretainedCause =
        "the retained store is full: raise retained_messages_max or retained_bytes_max, or clear old topics";
}

/// <summary>What else the record of a publish says, so that a crash keeps or loses both; nothing by default.</summary>
/// <param name="Session">Whose state it is about.</param>
/// <param name="PacketId">The QoS 2 packet id that the session holds from now on; 0 for none.</param>
/// <param name="WillId">The will of the session that this publishes, and that is gone with it; None for none.</param>
internal readonly record struct PublishOrigin(Sessions.Session? Session, ushort PacketId, Lsn WillId);
