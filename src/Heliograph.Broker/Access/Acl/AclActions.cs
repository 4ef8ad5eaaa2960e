namespace Heliograph.Broker.Access.Acl;

/// <summary>What a rule speaks of.</summary>
[Flags]
public enum AclActions : byte
{
    None = 0,

    /// <summary>Publish to a topic.</summary>
    Publish = 1,

    /// <summary>Subscribe with a filter.</summary>
    Subscribe = 2,

    /// <summary>Be sent the messages of a topic.</summary>
    Receive = 4,

    /// <summary>What Mosquitto calls read.</summary>
    Read = Subscribe | Receive,

    /// <summary>All three.</summary>
    All = Publish | Read,
}
