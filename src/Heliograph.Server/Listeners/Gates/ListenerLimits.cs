using Heliograph.Broker;

namespace Heliograph.Server.Listeners.Gates;

/// <summary>The bounds of one listener, beside those that hold for all.</summary>
public sealed record ListenerLimits
{
    /// <summary>Network connections at once; 0 for no bound of its own.</summary>
    public int ConnectionsMax { get; init; }

    /// <summary>What counts them, where several addresses share the bound; null where this one has it for itself.</summary>
    internal Seats? Seats { get; init; }

    /// <summary>Network connections a second, one second's worth at once; 0 for no bound of its own.</summary>
    public int ConnectsPerSecondMax { get; init; }

    /// <summary>Networks whose addresses may connect; empty lets all.</summary>
    public NetworkList Allow { get; init; } = NetworkList.None;

    /// <summary>Networks whose addresses may not connect, also when <see cref="Allow"/> names them.</summary>
    public NetworkList Deny { get; init; } = NetworkList.None;

    /// <summary>What differs for the clients that come in there.</summary>
    public ListenerBounds Clients { get; init; } = new();
}
