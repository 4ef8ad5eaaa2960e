namespace Heliograph.Server.Configuration;

/// <summary>A configuration file as read: usable whole, or refused whole.</summary>
/// <param name="Configuration">What the file says; null when there is any error.</param>
/// <param name="Errors">Everything that is wrong, in the order of the file.</param>
public sealed record ConfigurationReading(ServerConfiguration? Configuration, IReadOnlyList<ConfigurationError> Errors);
