namespace Heliograph.Broker.Sessions;

/// <summary>Why a message is not sent to a client, as events say it, and what helps.</summary>
internal static class LossCauses
{
    public const string TooLarge = "the packet is larger than the client's Maximum Packet Size";
    public const string QueueFull = "the session's queue is full";
    public const string GroupQueueFull = "the queue of the shared group is full: no member takes its messages";
    public const string TooSlow = "the client reads too slowly: its outgoing buffer is full";
    public const string MemberBusy = "the member of the shared group cannot take it now";
    public const string Expired = "the Message Expiry Interval passed before it could be sent";
    public const string CutOut = "its body was cut out of the damaged journal by a repair";

    /// <summary>Whether a cause holds for whatever is sent to the client at that time, whichever topic the event names.</summary>
    public static bool HoldsForAll(string cause) => cause is QueueFull or TooSlow;

    /// <summary>What to do, or null.</summary>
    public static string? RemedyOf(string cause) => cause switch
    {
        TooLarge => "Publish less at once, or let the client take more: Maximum Packet Size in its CONNECT",
        QueueFull => "Let the client read faster or come back sooner, or raise queued_messages_max and queued_bytes_max",
        GroupQueueFull => "Let members of the group connect or read faster, or raise queued_messages_max and queued_bytes_max",
        TooSlow => "Let the client read faster, publish at QoS 1 so that messages wait for it, or raise outgoing_bytes_max",
        MemberBusy => "Let the members of the shared group read faster, or publish at QoS 1",
        Expired => "Let the client come back sooner, or publish with a longer Message Expiry Interval",
        _ => null,
    };
}
