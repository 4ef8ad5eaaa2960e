namespace Heliograph.Broker.Access;

/// <summary>What a CONNECT brought to prove who the client is. Owns its bytes; never logged.</summary>
/// <param name="ClientId">The client identifier in force, assigned ones included.</param>
/// <param name="UserName">As sent, or null.</param>
/// <param name="Password">As sent, or null. Any bytes.</param>
/// <param name="Peer">Where it connects from, and by which door.</param>
public sealed record AuthenticationRequest(string ClientId, string? UserName, byte[]? Password, Peer Peer)
{
    /// <summary>What an exchange of several steps has found out already: nothing is left to ask, the edge decides when it counts. Null otherwise.</summary>
    public AuthenticationResult? Proven { get; init; }

    /// <summary>Whether the client is connected already and proves itself again.</summary>
    public bool IsConnected { get; init; }
}

/// <summary>How authentication ended.</summary>
public enum AuthenticationOutcome : byte
{
    /// <summary>The client is who it says.</summary>
    Accepted,

    /// <summary>Missing or wrong credentials: CONNACK 4 in 3.x, 0x86 in 5.0.</summary>
    BadCredentials,

    /// <summary>Known, but not allowed to connect (from here): CONNACK 5 in 3.x, 0x87 in 5.0.</summary>
    NotAuthorized,

    /// <summary>No verdict could be reached: CONNACK 3 in 3.x, 0x88 in 5.0.</summary>
    Unavailable,

    /// <summary>Banned: CONNACK 5 in 3.x, 0x8A in 5.0.</summary>
    Banned,

    /// <summary>Its address or user failed too often and must come back later: CONNACK 3 in 3.x, 0x9F in 5.0.</summary>
    TooManyAttempts,
}

/// <summary>The answer to an <see cref="AuthenticationRequest"/>.</summary>
/// <param name="Outcome">Accepted or the kind of refusal.</param>
/// <param name="UserName">The user name in force when accepted; null for an anonymous client.</param>
/// <param name="Cause">Why, in words for the log and for <c>why</c>; never a secret.</param>
public sealed record AuthenticationResult(AuthenticationOutcome Outcome, string? UserName, string Cause)
{
    /// <summary>How long the login is good for; then the connection ends. Null for as long as it lasts.</summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>What it brought along besides the name; null for nothing.</summary>
    public LoginRights? Rights { get; init; }
}
