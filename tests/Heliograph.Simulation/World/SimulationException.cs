namespace Heliograph.Simulation.World;

/// <summary>A law was broken. The message says which, by whom, and what was expected.</summary>
public sealed class SimulationException(string law) : Exception(law);
