using Heliograph.Server;
using Heliograph.Server.Instance;

namespace Heliograph.Cli.Commands;

/// <summary>Finds the instance a command is about.</summary>
internal static class InstanceFolder
{
    /// <summary>Where <c>heliograph run</c> keeps its data when it is given no folder.</summary>
    public const string Default = "heliograph-data";

    /// <summary>The instance that is named; without a name the current folder if it is one, else <see cref="Default"/>.</summary>
    /// <exception cref="OperatorException">There is no instance.</exception>
    public static InstanceLayout Find(string? folder)
    {
        string[] candidates = folder is null ? [".", Default] : [folder];
        foreach (var candidate in candidates)
            if (InstanceLayout.Of(candidate) is { Exists: true } layout) return layout;
        throw folder is null
            ? new OperatorException("there is no instance here", "Name its folder, or make one: heliograph create mybroker")
            : new OperatorException($"{folder} is not an instance: it has no {InstanceLayout.ConfigurationName}", $"Make it with: heliograph create {folder}");
    }
}
