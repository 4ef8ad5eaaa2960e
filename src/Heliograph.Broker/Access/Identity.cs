namespace Heliograph.Broker.Access;

/// <summary>Who a connection is, as authentication found it. Immutable; shared by the session and its events.</summary>
/// <param name="ClientId">The client identifier in force, assigned ones included.</param>
/// <param name="UserName">The authenticated user name, or null for an anonymous client.</param>
/// <param name="Peer">Where it connected from, and by which door.</param>
public sealed record Identity(string ClientId, string? UserName, Peer Peer)
{
    /// <summary>The remote address and port as text, for people.</summary>
    public string Address => Peer.Address;

    /// <summary>What the login brought along besides the name; null for nothing.</summary>
    public LoginRights? Rights { get; init; }

    /// <summary>Whether what this was granted is the other's too.</summary>
    /// <remarks>
    /// Who came in by no listener, or by one that is forgotten since a restart, is granted for all of its deliveries only what every
    /// listener grants: an authorizer that tells listeners apart sees to that.
    /// </remarks>
    public bool IsJudgedAs(Identity other) => ReferenceEquals(this, other)
        || (ReferenceEquals(Rights, other.Rights) && UserName == other.UserName && (Peer.Listener.Length == 0 || Peer.Listener == other.Peer.Listener));
}
