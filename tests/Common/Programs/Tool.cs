namespace Heliograph.Tests.Common.Programs;

/// <summary>A program that a client needs, and what to say when it does not work.</summary>
/// <param name="Path">Full path of the program.</param>
/// <param name="Needs">A sentence that names the package to install.</param>
/// <param name="Arguments">What comes before all other arguments.</param>
internal sealed record Tool(string Path, string Needs, params IReadOnlyList<string> Arguments)
{
    /// <summary>The same with more arguments that come before all others.</summary>
    public Tool With(params IReadOnlyList<string> arguments) => this with { Arguments = [.. Arguments, .. arguments] };

    /// <exception cref="InvalidOperationException">No folder of PATH has the program.</exception>
    public static Tool Find(string name, string package, params IReadOnlyList<string> arguments)
    {
        var needs = $"It needs the package {package}.";
        return Search(name) is { } path
            ? new Tool(path, needs, arguments)
            : throw new InvalidOperationException($"{name} is missing. {needs}");
    }

    /// <summary>The full path of a program; null when no folder of PATH has it.</summary>
    public static string? Search(string name)
    {
        // Debian's own folder first: another Python on PATH would not see the packages of Debian.
        var searched = Environment.GetEnvironmentVariable("PATH") ?? "";
        string[] folders = ["/usr/bin", "/usr/sbin", .. searched.Split(System.IO.Path.PathSeparator)];
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return folders
            .SelectMany(folder => endings, (folder, ending) => System.IO.Path.Combine(folder, name + ending))
            .FirstOrDefault(File.Exists);
    }
}
