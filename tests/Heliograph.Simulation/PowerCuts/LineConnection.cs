using Heliograph.Mqtt;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>One connection of a line.</summary>
internal sealed class LineConnection(int number, Line line, ProtocolVersion version) : NetworkConnection(number)
{
    public Line Line { get; } = line;

    public ProtocolVersion Version { get; } = version;

    /// <summary>The engine has taken its CONNECT.</summary>
    public bool HasSession { get; set; }
}
