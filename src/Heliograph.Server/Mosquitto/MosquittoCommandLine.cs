namespace Heliograph.Server.Mosquitto;

/// <summary>What the command line of Mosquitto says.</summary>
/// <param name="File">The configuration file; null for none.</param>
/// <param name="Ports">Ports to listen at besides.</param>
/// <param name="IsVerbose">Whether all kinds of lines are logged.</param>
internal sealed record MosquittoCommandLine(string? File, IReadOnlyList<int> Ports, bool IsVerbose);
