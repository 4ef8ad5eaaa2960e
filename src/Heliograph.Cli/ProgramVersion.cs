using System.Reflection;

namespace Heliograph.Cli;

/// <summary>The version of the program.</summary>
internal static class ProgramVersion
{
    /// <summary>Such as <c>0.1.0</c>; what follows a plus sign (the commit) is left out.</summary>
    public static string Text { get; } =
        (typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0")
        .Split('+')[0];
}
