using Heliograph.Mqtt;

namespace Heliograph.Tests.Common.Clients;

/// <summary>How a client connects, and how it behaves.</summary>
/// <param name="Name">The client identifier.</param>
/// <param name="Version">3.1.1 or 5.0.</param>
internal readonly record struct ClientSettings(string Name, ProtocolVersion Version)
{
    /// <summary>Far longer than a run. 0 asks for a session that ends with its connection.</summary>
    public uint SessionExpirySeconds { get; init; } = 7 * 24 * 3_600;

    /// <summary>Gives up the session that there is.</summary>
    public bool CleanStart { get; init; }

    /// <summary>0 leaves it to the standard.</summary>
    public int ReceiveMaximum { get; init; }

    /// <summary>How often it leaves, in a thousand readings of its connection.</summary>
    public int LeavesPerMille { get; init; }

    /// <summary>The longest time it stays away then.</summary>
    public int AwayMillisecondsMax { get; init; } = 300;

    /// <summary>How long it thinks before it answers what it has read.</summary>
    public TimeSpan Pace { get; init; }
}
