using Heliograph.Simulation.Checks;
using Heliograph.Simulation.Clients;

namespace Heliograph.Simulation.World;

/// <summary>A connection of a client whose every packet is checked.</summary>
public sealed class SimConnection(int number, SimClient client) : NetworkConnection(number)
{
    public SimClient Client { get; } = client;

    /// <summary>What the checkers know about this connection.</summary>
    public ConnectionView View { get; } = new();
}
