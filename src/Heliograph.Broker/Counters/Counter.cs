namespace Heliograph.Broker.Counters;

/// <summary>What the broker counts; the same numbers feed $SYS, the metrics and the console.</summary>
public enum Counter
{
    BytesReceived,
    BytesSent,

    /// <summary>PUBLISH packets taken from clients.</summary>
    PublishReceived,

    /// <summary>PUBLISH packets sent to clients.</summary>
    PublishSent,

    /// <summary>Payload bytes of PUBLISH taken from clients.</summary>
    PublishBytesReceived,

    /// <summary>Payload bytes of PUBLISH sent to clients.</summary>
    PublishBytesSent,

    /// <summary>Messages not delivered to one session, of all <see cref="DropCause"/>s.</summary>
    PublishDropped,

    /// <summary>Messages not delivered to one session because they expired.</summary>
    PublishExpired,

    /// <summary>Publishes refused because a queue or the retained store was full.</summary>
    PublishRefused,

    /// <summary>Times that a client was not read from for a while because it sent too fast.</summary>
    ReadsPaused,

    /// <summary>Network connections accepted since the start.</summary>
    SocketsAccepted,

    /// <summary>CONNECTs that were accepted.</summary>
    ConnectsAccepted,

    /// <summary>CONNECTs that were refused, of all <see cref="RefusalCause"/>s.</summary>
    ConnectsRefused,

    /// <summary>Connections that lost their client id to a new one.</summary>
    SessionsTakenOver,

    /// <summary>Sessions that ended because their expiry passed.</summary>
    SessionsExpired,

    /// <summary>Requests that the rules denied.</summary>
    AccessDenied,
}
