namespace Heliograph.Server.Logging;

/// <summary>Where people watch the log.</summary>
/// <param name="Writer">Usually standard output.</param>
/// <param name="HasColours">Whether it is a terminal that shows colours.</param>
internal sealed record LogConsole(TextWriter Writer, bool HasColours);
