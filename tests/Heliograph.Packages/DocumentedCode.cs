using System.Text.RegularExpressions;

namespace Heliograph.Packages;

/// <summary>The C# of the documents as a project that takes the packages, as a reader would put it together.</summary>
internal static partial class DocumentedCode
{
    private static readonly string[] Documents = ["docs/embedding.md", "docs/clients.md", "src/Heliograph.Server/README.md", "src/Heliograph.Testing/README.md"];

    // What the pages name as the reader's own, and the examples have.
    private static readonly string[] Hooks = ["Fahrenheit.cs", "TenantAuthentication.cs", "TenantAuthorization.cs"];

    /// <summary>Writes the project anew.</summary>
    /// <returns>Its folder, and how many pieces of code it has.</returns>
    public static (string Folder, int Count) Write()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts", "examples", "documents")).FullName;
        foreach (var file in Directory.GetFiles(folder, "*.cs")) File.Delete(file);
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), $"<Project><Import Project=\"{PackedExamples.Examples}/Directory.Build.props\" /></Project>");
        foreach (var name in new[] { "Directory.Build.targets", "Directory.Packages.props" }) File.Copy(Path.Combine(PackedExamples.Examples, name), Path.Combine(folder, name), overwrite: true);
        File.WriteAllText(
            Path.Combine(folder, "NuGet.config"), $"""<configuration><packageSources><add key="heliograph" value="{PackedExamples.Packages}" /></packageSources></configuration>""");
        File.WriteAllText(Path.Combine(folder, "Documents.csproj"), Project());
        var count = 0;
        foreach (var document in Documents.Select(name => Path.Combine(Checkout.Root, name)))
        {
            var text = File.ReadAllText(document).ReplaceLineEndings("\n");
            foreach (var code in Code().Matches(text).Select(match => match.Groups["code"]))
                File.WriteAllText(Path.Combine(folder, $"Piece{++count}.cs"), Source(code.Value, count, document, text.AsSpan(0, code.Index).Count('\n') + 1));
        }

        return (folder, count);
    }

    private static string Project() => $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <OutputType>Library</OutputType>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Heliograph.Testing" Version="$(HeliographVersion)" />
            <PackageReference Include="MQTTnet" Version="5.2.0.1603" />
            <PackageReference Include="xunit.v3.assert" Version="3.2.2" />
            <Compile Include="{string.Join(';', Hooks.Select(name => $"{PackedExamples.Examples}/Hooks/{name}"))}" />
            <Using Include="Heliograph.Server.Hosting;Heliograph.Server.Local;Heliograph.Testing;Hooks;Xunit" />
          </ItemGroup>
        </Project>
        """;

    // A piece has its usings first; then it declares a type, or is what a program does, maybe with the builder of a piece before it.
    private static string Source(string code, int number, string document, int line)
    {
        var lines = code.Split('\n');
        var usings = lines.TakeWhile(one => one.Length == 0 || (one.StartsWith("using ", StringComparison.Ordinal) && !one.Contains('='))).ToArray();
        // The compiler then speaks of the line in the document.
        var body = $"#line {line + usings.Length} \"{document}\"\n{string.Join('\n', lines[usings.Length..])}";
        if (!lines[usings.Length].StartsWith("internal ", StringComparison.Ordinal))
        {
            var builder = lines[usings.Length].StartsWith("builder.", StringComparison.Ordinal) ? "var builder = WebApplication.CreateBuilder(args);" : "";
            body = $$"""
                internal static class Program
                {
                    internal static async Task RunAsync(string[] args)
                    {
                {{builder}}
                {{body}}
                await Task.CompletedTask;
                    }
                }
                """;
        }

        return $"{string.Join('\n', usings)}\nnamespace Piece{number}\n{{\n{body}\n}}\n";
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
