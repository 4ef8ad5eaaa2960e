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

/// <param name="Result">What became of it.</param>
/// <param name="Id">The record that holds the message; None when nothing durable keeps it.</param>
/// <param name="Lsn">What depends on the publish must not leave before this number is durable.</param>
/// <param name="IsUnretained">It was to be retained, and the retained store is full.</param>
internal readonly record struct PublishOutcome(PublishResult Result, Lsn Id, Lsn Lsn, bool IsUnretained = false)
{
    /// <summary>The cause of an event that says so.</summary>
    public const string UnretainedCause =
        "the retained store is full: raise retained_messages_max or retained_bytes_max, or clear old topics";
}

/// <summary>Whose QoS 2 packet id must be remembered together with the publish; none by default.</summary>
internal readonly record struct PublisherId(Sessions.Session? Session, ushort PacketId);
