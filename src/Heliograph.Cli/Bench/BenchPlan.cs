using System.Net.Security;
using Heliograph.Mqtt;

namespace Heliograph.Cli.Bench;

/// <summary>What the clients of a benchmark do.</summary>
internal enum BenchKind : byte
{
    Publish,
    Subscribe,
    Connect,
}

/// <summary>One benchmark, as the command line says. Immutable.</summary>
internal sealed record BenchPlan
{
    public required BenchKind Kind { get; init; }
    public required string Host { get; init; }
    public required int Port { get; init; }
    public string? User { get; init; }
    public string? Password { get; init; }
    public required string IdPrefix { get; init; }
    public required ProtocolVersion Version { get; init; }
    public required int Clients { get; init; }

    /// <summary>Connections a second that are opened; 0 for no bound.</summary>
    public required int ConnectRate { get; init; }

    public required ushort KeepAliveSeconds { get; init; }

    /// <summary>Null without TLS.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>With %i for the number of the client and %c for its identifier.</summary>
    public string Topic { get; init; } = "";

    public QoS QoS { get; init; }
    public bool Retain { get; init; }
    public int PayloadBytes { get; init; }

    /// <summary>Messages a second of all clients together; 0 for as fast as the broker takes them.</summary>
    public double Rate { get; init; }

    /// <summary>Messages of all clients together; 0 for no bound.</summary>
    public long Count { get; init; }

    /// <summary>How long, once all are connected; zero until Ctrl-C or the count.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>QoS 1 and 2 messages of one client that wait for their acknowledgement.</summary>
    public int Inflight { get; init; } = 100;

    /// <summary>The identifier of a client.</summary>
    public string IdOf(int client) => $"{IdPrefix}-{client}";

    /// <summary>The topic of a client.</summary>
    public string TopicOf(int client) => Topic.Replace("%i", $"{client}", StringComparison.Ordinal).Replace("%c", IdOf(client), StringComparison.Ordinal);
}
