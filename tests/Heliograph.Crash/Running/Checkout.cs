namespace Heliograph.Crash.Running;

/// <summary>Where this checkout's files are.</summary>
internal static class Checkout
{
    /// <summary>The program as built together with these tests.</summary>
    public static string Program { get; } = FindProgram();

    // Ours is .../bin/Release/net10.0/, and so is the program's.
    private static string FindProgram()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var root = framework;
        while (!File.Exists(Path.Combine(root.FullName, "Heliograph.slnx")))
            root = root.Parent ?? throw new InvalidOperationException("This must run inside the checkout.");
        return Path.Combine(root.FullName, "src/Heliograph.Cli/bin", framework.Parent!.Name, framework.Name, "heliograph.dll");
    }
}
