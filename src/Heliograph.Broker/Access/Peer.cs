namespace Heliograph.Broker.Access;

/// <summary>The other end of a network connection, as the edge found it. Immutable.</summary>
/// <param name="Address">The remote address and port as text, for people.</param>
/// <param name="IsLoopback">Whether it is on this machine.</param>
public sealed record Peer(string Address, bool IsLoopback = false)
{
    /// <summary>Nobody in particular: of what was kept over a restart.</summary>
    public static Peer None { get; } = new("");

    /// <summary>The remote address without its port.</summary>
    public string Host => Address.LastIndexOf(':') is var port and > 0 ? Address[..port].Trim('[', ']') : Address;

    /// <summary>The name of the listener it came in by; empty when it came by none.</summary>
    public string Listener { get; init; } = "";

    /// <summary>What holds at that listener in place of the broker's options; null for nothing.</summary>
    public ConnectionPolicy? Policy { get; init; }

    /// <summary>What it proved itself with in the handshake of TLS; null for nothing.</summary>
    public PeerCertificate? Certificate { get; init; }
}
