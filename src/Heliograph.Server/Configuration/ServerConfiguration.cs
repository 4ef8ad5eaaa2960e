using Heliograph.Broker;
using Heliograph.Server.Admin;
using Heliograph.Server.Listeners;
using Heliograph.Server.Logging;
using Heliograph.Server.Security.Flapping;
using Heliograph.Server.Telemetry.Otlp;
using Heliograph.Storage;

namespace Heliograph.Server.Configuration;

/// <summary>What <c>etc/heliograph.toml</c> says, with the default wherever it says nothing. Immutable.</summary>
internal sealed record ServerConfiguration
{
    /// <summary>The tutorial's port: it must be free.</summary>
    public static ListenerOptions TutorialListener { get; } = new() { Name = "mqtt", Port = 61613 };

    /// <summary>The port the standard registers: often taken, so its absence is only a warning.</summary>
    public static ListenerOptions StandardListener { get; } = new() { Name = "mqtt-standard", Port = 1883, Required = false };

    /// <summary>The addresses to accept connections on.</summary>
    public IReadOnlyList<ListenerOptions> Listeners { get; init; } = [TutorialListener, StandardListener];

    /// <summary>The bounds and choices of the engine.</summary>
    public BrokerOptions Broker { get; init; } = new();

    /// <summary>Bytes that the whole process may use; 0 takes three quarters of what the machine or its container has.</summary>
    public long MemoryBytesMax { get; init; }

    /// <summary>Users and rights.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>Who connects too often.</summary>
    public FlappingOptions Flapping { get; init; } = new();

    /// <summary>The web console and the REST API.</summary>
    public AdminOptions Console { get; init; } = new();

    /// <summary>How durable state is kept.</summary>
    public StorageOptions Storage { get; init; } = new();

    /// <summary>Where metrics are sent.</summary>
    public OtlpOptions Otlp { get; init; } = new();

    /// <summary>The log.</summary>
    public LogOptions Log { get; init; } = new();
}
