namespace Heliograph.Broker.Counters;

/// <summary>Why a message was not delivered to one session.</summary>
public enum DropCause
{
    /// <summary>The queue of the session or of its shared group is full.</summary>
    QueueFull,

    /// <summary>The client's outgoing buffer is full: it reads too slowly.</summary>
    SlowClient,

    /// <summary>The packet is larger than the client takes.</summary>
    TooLarge,

    /// <summary>Nobody of its shared group is there or may have it.</summary>
    NoMember,

    /// <summary>A retained message that was not kept, or not sent to a new subscription.</summary>
    NotRetained,

    /// <summary>A repair of the journal has cut its body out.</summary>
    BodyLost,
}

/// <summary>Why a CONNECT was refused.</summary>
public enum RefusalCause
{
    /// <summary>User name or password are wrong, or the exchange of enhanced authentication failed.</summary>
    Credentials,

    /// <summary>Rules or a ban are against it.</summary>
    NotAuthorized,

    /// <summary>A bound was reached, or disk or memory are short.</summary>
    Limit,

    /// <summary>The packet or what it asks for is not as the standard or the options want it.</summary>
    Protocol,

    /// <summary>Who the client is could not be found out.</summary>
    Unavailable,
}

/// <summary>What there is at the moment, as changes add up to it.</summary>
internal enum Level
{
    /// <summary>Sessions with a live connection.</summary>
    ClientsConnected,

    /// <summary>Messages that wait or are in flight, counted once per session.</summary>
    QueuedMessages,

    /// <summary>Their bytes.</summary>
    QueuedBytes,
}
