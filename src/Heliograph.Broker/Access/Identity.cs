namespace Heliograph.Broker.Access;

/// <summary>Who a connection is, as authentication found it. Immutable; shared by the session and its events.</summary>
/// <param name="ClientId">The client identifier in force, assigned ones included.</param>
/// <param name="UserName">The authenticated user name, or null for an anonymous client.</param>
/// <param name="Peer">Where it connected from, and by which door.</param>
public sealed record Identity(string ClientId, string? UserName, Peer Peer)
{
    /// <summary>The remote address and port as text, for people.</summary>
    public string Address => Peer.Address;
}
