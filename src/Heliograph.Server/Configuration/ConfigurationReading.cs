namespace Heliograph.Server.Configuration;

/// <summary>A configuration file as read: usable whole, or refused whole.</summary>
/// <param name="Configuration">What the file says; null when there is any error.</param>
/// <param name="Errors">Everything that is wrong, in the order of the file.</param>
internal sealed record ConfigurationReading(ServerConfiguration? Configuration, IReadOnlyList<ConfigurationError> Errors)
{
    /// <summary>The line, from 1, at which each setting is given: by its full name, <c>listener[0].port</c> for a listener's.</summary>
    public IReadOnlyDictionary<string, int> Lines { get; init; } = new Dictionary<string, int>();
}
