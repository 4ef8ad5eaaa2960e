namespace Heliograph.Tests.Common.Programs;

/// <summary>Where this checkout's files are.</summary>
internal static class Checkout
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program under test: the executable that the environment variable HELIOGRAPH_PROGRAM names, or the one built together with these tests.</summary>
    public static Tool Program { get; } = Environment.GetEnvironmentVariable("HELIOGRAPH_PROGRAM") is { Length: > 0 } named
        ? new(Path.GetFullPath(named), "The environment variable HELIOGRAPH_PROGRAM names it.")
        : Tool.Find("dotnet", "dotnet-sdk-10.0", BuiltProgram());

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Heliograph.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must run inside the checkout.");
        return folder.FullName;
    }

    // Ours is .../bin/Release/net10.0/, and so is the program's.
    private static string BuiltProgram()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root, "src/Heliograph.Cli/bin", framework.Parent!.Name, framework.Name, "heliograph.dll");
    }
}
