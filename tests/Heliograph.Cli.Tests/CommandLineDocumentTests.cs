using System.Runtime.CompilerServices;
using System.Text;
using Heliograph.Server;

namespace Heliograph.Cli.Tests;

public sealed class CommandLineDocumentTests
{
    private const string Marker = "tests/Heliograph.Cli.Tests -->\n";

    private static readonly string[] Commands =
    [
        "create", "import", "run", "mosquitto", "status", "top", "passwd", "check-config", "doctor", "pub", "sub", "bench", "bench pub", "bench sub", "bench conn", "clients", "subscriptions", "retained", "topics", "events", "why", "why client", "why denied", "why not-delivered", "trace", "audit",
        "users", "users list", "users set", "users delete", "acl", "acl show", "acl test", "acl add", "acl remove",
        "bans", "bans list", "bans add", "bans remove", "keys", "keys list", "keys create", "keys revoke", "store", "store check", "store repair", "store compact",
        "store export", "store import", "store stats", "tls", "tls check", "tls create-ca", "tls create-cert", "version",
    ];

    [Fact]
    public async Task Help_in_the_documentation_is_what_the_program_prints()
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "command-line.md");
        var document = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var start = document.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        var expected = document[..start] + await HelpAsync();
        if (Environment.GetEnvironmentVariable("HELIOGRAPH_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(path, expected, TestContext.Current.CancellationToken);
        else
            Assert.Equal(expected, document);
    }

    private static async Task<string> HelpAsync()
    {
        var help = new StringBuilder($"\n```text\n{WithoutVersion((await ProgramRun.Of("--help")).Output)}```\n");
        foreach (var command in Commands)
            help.Append($"\n## heliograph {command}\n\n```text\n{(await ProgramRun.Of([.. command.Split(' '), "--help"])).Output}```\n");
        return help.ToString().ReplaceLineEndings("\n");
    }

    // The version would make every release change the document.
    private static string WithoutVersion(string help) => help.Replace($"Heliograph {HeliographServer.Version}:", "Heliograph:", StringComparison.Ordinal);

    private static string RepositoryRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here) ?? "", "..", ".."));
}
