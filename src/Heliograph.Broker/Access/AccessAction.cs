namespace Heliograph.Broker.Access;

/// <summary>What a client asks leave to do.</summary>
public enum AccessAction : byte
{
    /// <summary>Publish to a topic name (a will counts as a publish).</summary>
    Publish,

    /// <summary>Subscribe with a topic filter.</summary>
    Subscribe,

    /// <summary>Receive a message of a topic name on a subscription that was only partly allowed.</summary>
    Receive,
}
