using Heliograph.Server.Listeners;

namespace Heliograph.Server.Instance;

/// <summary>What a new instance is to be.</summary>
public sealed record InstancePlan
{
    /// <summary>The folder to make.</summary>
    public required InstanceLayout Layout { get; init; }

    /// <summary>The full path of the heliograph executable that the start scripts run.</summary>
    public required string Program { get; init; }

    /// <summary>The listeners written to the configuration file.</summary>
    public required IReadOnlyList<ListenerOptions> Listeners { get; init; }

    /// <summary>The password of the first account.</summary>
    public required string AdminPassword { get; init; }

    /// <summary>When: the console's certificate is valid from then on.</summary>
    public DateTimeOffset Now { get; init; } = TimeProvider.System.GetUtcNow();

    /// <summary>Whether a folder with content is accepted and our files in it are written anew.</summary>
    public bool Force { get; init; }
}
