using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Heliograph.Broker.Tests;

/// <summary>Guards the house: who may reference whom, no circles between folders, and what the engine must not know.</summary>
public sealed partial class HouseTests
{
    private static readonly string Source = Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", "src"));

    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Heliograph.Mqtt"] = [],
        ["Heliograph.Broker"] = ["Heliograph.Mqtt"],
        ["Heliograph.Storage"] = ["Heliograph.Mqtt", "Heliograph.Broker"],
        ["Heliograph.Server"] = ["Heliograph.Mqtt", "Heliograph.Broker", "Heliograph.Storage"],
        ["Heliograph.Testing"] = ["Heliograph.Mqtt", "Heliograph.Broker", "Heliograph.Storage", "Heliograph.Server"],
        ["Heliograph.Cluster"] = ["Heliograph.Mqtt", "Heliograph.Broker"],
        ["Heliograph.Cli"] = ["Heliograph.Mqtt", "Heliograph.Broker", "Heliograph.Storage", "Heliograph.Server", "Heliograph.Cluster"],
    };

    [Fact]
    public void Projects_reference_only_those_above_them()
    {
        var projects = Directory.GetFiles(Source, "*.csproj", SearchOption.AllDirectories);
        Assert.NotEmpty(projects);
        foreach (var project in projects)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            Assert.True(MayReference.TryGetValue(name, out var allowed), $"{name} is not a room of the house: say here what it may reference");
            foreach (Match reference in ProjectReference().Matches(File.ReadAllText(project)))
                Assert.True(allowed.Contains(reference.Groups[1].Value), $"{name} must not reference {reference.Groups[1].Value}");
        }
    }

    [Theory]
    [InlineData("Heliograph.Mqtt")]
    [InlineData("Heliograph.Broker")]
    [InlineData("Heliograph.Storage")]
    public void Folders_form_no_circle(string project)
    {
        var uses = UsesBetweenFolders(project);
        Assert.NotEmpty(uses);
        foreach (var (folder, used) in uses)
        {
            foreach (var next in used)
            {
                var way = WayBetween(uses, next, folder, []);
                Assert.True(way is null, $"{project}: a circle of folders: {folder} -> {string.Join(" -> ", way ?? [])}");
            }
        }
    }

    [Fact]
    public void The_engine_knows_no_tasks_sockets_files_or_clocks()
    {
        foreach (var file in Files(Path.Combine(Source, "Heliograph.Broker")))
        {
            foreach (var line in File.ReadLines(file))
                Assert.False(Forbidden().IsMatch(line), $"{Path.GetFileName(file)}: {line.Trim()}");
        }

        var project = File.ReadAllText(Path.Combine(Source, "Heliograph.Broker", "Heliograph.Broker.csproj"));
        Assert.Contains("BannedApiAnalyzers", project, StringComparison.Ordinal);
    }

    // The files at the root of a project stand above and below all folders: they are not counted.
    private static Dictionary<string, HashSet<string>> UsesBetweenFolders(string project)
    {
        var root = Path.Combine(Source, project);
        var folders = Directory.GetDirectories(root).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj")).ToArray();
        var uses = folders.ToDictionary(folder => folder, _ => new HashSet<string>());
        foreach (var folder in folders)
        {
            foreach (var file in Files(Path.Combine(root, folder)))
            {
                var code = Comments().Replace(File.ReadAllText(file), "");
                foreach (var other in folders.Where(other => other != folder))
                {
                    var isUsed = code.Contains($"using {project}.{other}", StringComparison.Ordinal)
                        || Regex.IsMatch(code, $@"(?<![\w.""]){other}\.[A-Z]\w+ ");
                    if (isUsed) uses[folder].Add(other);
                }
            }
        }

        return uses;
    }

    private static List<string>? WayBetween(
        Dictionary<string, HashSet<string>> uses, string from, string to, HashSet<string> seen)
    {
        if (from == to) return [to];
        if (!seen.Add(from)) return null;
        foreach (var next in uses[from])
        {
            if (WayBetween(uses, next, to, seen) is { } way) return [from, .. way];
        }

        return null;
    }

    private static IEnumerable<string> Files(string folder) => Directory
        .GetFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*?([\w.]+)\.csproj""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comments();

    [GeneratedRegex(@"using System\.(Net|IO|Threading\.Tasks|Diagnostics;)|\b(async|await)\s|\bTask[.<]")]
    private static partial Regex Forbidden();
}
