using System.Reflection;
using PublicApiGenerator;

namespace Heliograph.Packages;

/// <summary>What the packages offer to programs is what src/NAME/PublicApi.txt says: a change of it is seen in review.</summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Packages => new("Heliograph.Mqtt", "Heliograph.Broker", "Heliograph.Storage", "Heliograph.Server", "Heliograph.Testing");

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task Only_what_the_list_has_is_public(string package)
    {
        var surface = Assembly.Load(package).GeneratePublicApi(new() { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        var path = Path.Combine(Checkout.Root, "src", package, "PublicApi.txt");
        if (Environment.GetEnvironmentVariable("HELIOGRAPH_UPDATE_DOCS") == "1") await File.WriteAllTextAsync(path, surface, TestContext.Current.CancellationToken);
        var expected = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.True(expected == surface, $"""
            The public surface of {package} is not what src/{package}/PublicApi.txt says. Make internal what no program needs; for the rest run
            HELIOGRAPH_UPDATE_DOCS=1 tests/Heliograph.Packages/bin/Release/net10.0/Heliograph.Packages --filter-class '*PublicSurfaceTests' and commit the file.
            First difference: {FirstDifference(expected, surface)}
            """);
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (before, now) = (expected.Split('\n'), actual.Split('\n'));
        var at = before.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {at + 1}: '{before.ElementAtOrDefault(at)}' is now '{now.ElementAtOrDefault(at)}'";
    }
}
