namespace Heliograph.Conformance.Statements;

/// <summary>No statement without a test or a reason, and a document that says so.</summary>
public sealed class CoverageTests
{
    private readonly ConformanceReport _report = new();

    [Fact]
    public void Every_statement_has_a_test_or_a_reason() =>
        Assert.Empty(_report.Uncovered.Select(s => $"{s.Version} {s.Id}"));

    [Fact]
    public void Every_tag_names_a_statement() => Assert.Empty(_report.Unknown);

    [Fact]
    public void The_document_is_up_to_date()
    {
        var file = Path.Combine(RepositoryRoot(), "docs", "conformance.md");
        if (Environment.GetEnvironmentVariable("HELIOGRAPH_WRITE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, _report.ToMarkdown());
        }

        Assert.True(
            File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == _report.ToMarkdown(),
            "docs/conformance.md is out of date: run the tests once with HELIOGRAPH_WRITE_DOCS=1");
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Heliograph.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("not within the repository");
        return folder;
    }
}
