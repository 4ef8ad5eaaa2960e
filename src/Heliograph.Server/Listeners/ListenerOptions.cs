using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Admin;
using Heliograph.Server.Listeners.Gates;
using Heliograph.Server.Listeners.Tls;

namespace Heliograph.Server.Listeners;

/// <summary>One address the server accepts MQTT connections on.</summary>
public sealed record ListenerOptions
{
    /// <summary>The name people know it by, in logs and events.</summary>
    public string Name { get; init; } = "mqtt";

    /// <summary>What is spoken there.</summary>
    public ListenerProtocol Protocol { get; init; } = ListenerProtocol.Any;

    /// <summary>The links of the authentication chain here; empty takes those of all listeners.</summary>
    public NameList Authentication { get; init; } = new();

    /// <summary>TLS; without a certificate there is none.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>The path of WebSocket handshakes; empty takes any.</summary>
    public string WebSocketPath { get; init; } = "";

    /// <summary>Origins whose pages may connect over WebSocket, such as https://example.com; empty takes any.</summary>
    public NameList WebSocketOrigins { get; init; } = new();

    /// <summary>Whether trusted proxies put a PROXY header before what they hand on.</summary>
    public bool ProxyProtocol { get; init; }

    /// <summary>Addresses and networks, or "unix", of proxies whose word is taken for who their clients are.</summary>
    public NameList TrustedProxies { get; init; } = new();

    /// <summary>The IP address to bind; <c>0.0.0.0</c> is every IPv4 address, <c>::</c> every address.</summary>
    public string Address { get; init; } = "0.0.0.0";

    /// <summary>The TCP port, 0 to 65535; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The path of a Unix domain socket, in place of address and port; empty for none. Relative to the instance folder.</summary>
    public string UnixSocket { get; init; } = "";

    /// <summary>The rights of the socket's file: who may write may connect. In octal digits.</summary>
    public string UnixSocketMode { get; init; } = "660";

    /// <summary>Whether the address <c>::</c> is every IPv6 address only.</summary>
    public bool IPv6Only { get; init; }

    /// <summary>What holds for its clients in place of the broker's options; null for nothing.</summary>
    public LivePolicy? Policy { get; init; }

    /// <summary>Its own bounds.</summary>
    public ListenerLimits Limits { get; init; } = new();

    /// <summary>Whether a port that is taken fails the start; otherwise it is a warning and the others serve.</summary>
    public bool Required { get; init; } = true;

    /// <summary>Where it listens, or is to: an <see cref="IPEndPoint"/> or a <see cref="UnixDomainSocketEndPoint"/>.</summary>
    internal EndPoint Place => UnixSocket.Length > 0 ? new UnixDomainSocketEndPoint(UnixSocket) : new IPEndPoint(IPAddress.Parse(Address), Port);
}
