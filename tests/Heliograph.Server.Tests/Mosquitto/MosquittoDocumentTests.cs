using System.Text;
using Heliograph.Server.Mosquitto;
using Heliograph.Tests.Common.Programs;

namespace Heliograph.Server.Tests.Mosquitto;

public sealed class MosquittoDocumentTests
{
    private const string Marker = "tests/Heliograph.Server.Tests -->\n";
    private const string End = "<!-- end of the options -->";

    [Fact]
    public async Task The_documentation_has_every_option_as_the_program_knows_it()
    {
        var path = Path.Combine(Checkout.Root, "docs", "mosquitto.md");
        var document = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var expected = document[..(document.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)] + Table() + document[document.IndexOf(End, StringComparison.Ordinal)..];
        if (Environment.GetEnvironmentVariable("HELIOGRAPH_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(path, expected, TestContext.Current.CancellationToken);
        else
            Assert.Equal(expected, document);
    }

    private static string Table()
    {
        var table = new StringBuilder("\n| option | | |\n|---|---|---|\n");
        foreach (var option in ConfOptions.All.Values.Where(option => option.Scope != ConfScope.Bridge).OrderBy(option => option.Name, StringComparer.Ordinal))
            table.Append($"| `{option.Name}` | {Words(option.Use)} | {option.Note} |\n");
        var bridges = ConfOptions.All.Values.Where(option => option.Scope == ConfScope.Bridge).ToArray();
        return table.Append($"| of bridges: {string.Join(", ", bridges.Select(option => $"`{option.Name}`"))} | refused | {bridges[0].Note} |\n\n").ToString();
    }

    private static string Words(ConfUse use) => use switch
    {
        ConfUse.Supported => "supported",
        ConfUse.Ignored => "no effect",
        _ => "refused",
    };
}
