namespace Heliograph.Cli;

/// <summary>Options that do not go together or make no sense; ends the program with <see cref="ExitCode.Usage"/>.</summary>
internal sealed class UsageException(string message) : Exception(message);
