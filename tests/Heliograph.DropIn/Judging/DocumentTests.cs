namespace Heliograph.DropIn.Judging;

public sealed class DocumentTests
{
    private const string Begin = "<!-- the differences: HELIOGRAPH_UPDATE_DOCS=1 tests/Heliograph.DropIn -->\n";
    private const string End = "<!-- end of the differences -->";

    [Fact]
    public async Task The_table_of_differences_is_the_one_that_the_judge_goes_by()
    {
        var path = Path.Combine(Checkout.Root, "docs/mosquitto.md");
        var document = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = document.IndexOf(End, StringComparison.Ordinal);
        var expected = document[..begin] + Table() + document[end..];
        if (Environment.GetEnvironmentVariable("HELIOGRAPH_UPDATE_DOCS") == "1") await File.WriteAllTextAsync(path, expected, TestContext.Current.CancellationToken);
        else Assert.Equal(expected, document);
    }

    [Fact]
    public void Every_difference_belongs_to_cases_that_exist() =>
        Assert.Empty(Differences.All.SelectMany(difference => difference.Cases ?? []).Except(Case.Names));

    private static string Table() =>
        $"| about | Mosquitto 2.0.11 | Heliograph | why |\n|---|---|---|---|\n{string.Concat(Differences.All.Select(difference => difference.Row + "\n"))}";
}
