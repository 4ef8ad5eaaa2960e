namespace Heliograph.Broker;

/// <summary>What the broker does where the standard leaves a choice, so that it can be taken for another one. Immutable.</summary>
/// <remarks>Read on the paths of CONNECT and of errors, and where queues are full or empty; the path of a delivery knows none of it.</remarks>
public sealed record BrokerHabits
{
    /// <summary>Whether refusals and DISCONNECT tell their reason in words.</summary>
    public bool ExplainsRefusals { get; init; } = true;

    /// <summary>Whether CONNACK begins with Topic Alias Maximum and ends with Maximum Packet Size, Receive Maximum and Maximum QoS.</summary>
    public bool AnnouncesAliasesFirst { get; init; }

    /// <summary>What an assigned client identifier begins with.</summary>
    public string AssignedClientIdPrefix { get; init; } = "auto-";

    /// <summary>Whether an assigned client identifier goes on with the form of a UUID.</summary>
    public bool AssignsUuids { get; init; }

    /// <summary>Whether messages are delivered at the QoS of the subscription even where they were published at a lower one.</summary>
    public bool UpgradesQoS { get; init; }

    /// <summary>Whether 3.x clients whose keep alive is above the greatest are refused: code 2. They cannot be told another one.</summary>
    public bool RefusesLongKeepAlives { get; init; }

    /// <summary>Whether SUBSCRIBE with a filter of too many levels closes the connection; else its SUBACK refuses it.</summary>
    public bool ClosesForDeepFilters { get; init; }

    /// <summary>Whether a client is accepted whose will it may not publish, and the will forgotten; else the client is refused.</summary>
    public bool ForgetsDeniedWills { get; init; }

    /// <summary>
    /// Whether a retained message is kept from new subscriptions once its publisher may no longer publish it. Who that was is
    /// known of messages retained since the start, and of those whose publisher has a session.
    /// </summary>
    public bool ChecksRetainSource { get; init; }

    /// <summary>Whether what is in flight takes of <see cref="BrokerOptions.QueuedMessagesMax"/>, too; else a connected client has InflightMax more.</summary>
    public bool CountsInflightAsQueued { get; init; } = true;

    /// <summary>
    /// Bytes of QoS 1 and 2 deliveries to one client from which on no further one is sent until the client has answered; one may
    /// pass it.
    /// </summary>
    public long InflightBytesMax { get; init; } = long.MaxValue;
}
