using System.Text;
using Heliograph.Server.Configuration;

namespace Heliograph.Fuzz.Targets;

/// <summary>A heliograph.toml: it is usable whole, or refused with errors that say where and what to do.</summary>
public sealed class TomlTarget : ITarget
{
    private const string File = "heliograph.toml";

    public string Name => "toml";

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. "\n;\r\n;[;];[[listener]]\n;[limits]\n;[access]\n;[store]\n; = ;\"\"\";'''; = true; = []; = [1, \"2\"]; = -1; = 99999999999999999999; = 1e400; = \"1GiB\"; = \"5m\"; = 1979-05-27; = { a = 1 };port;name;#;\\u0000;\\UFFFFFFFF"
            .Split(';').Select(Encoding.UTF8.GetBytes),
        [0], [0xFF], [0xEF, 0xBB, 0xBF],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.UTF8.GetString(input);
        Bounds.Check(() => Check(text));
    }

    private static void Check(string text)
    {
        var reading = ConfigurationFile.Parse(text, File);
        FindingException.Unless(reading.Configuration is null == reading.Errors.Count > 0, "a configuration or errors");
        var lines = text.Split('\n').Length;
        foreach (var error in reading.Errors)
        {
            FindingException.Unless(error.Line >= 0 && error.Line <= lines && error.Column >= 0, $"a line of the file: {error.Line}");
            FindingException.Unless(error.Problem.Length > 0 && error.Remedy.Length > 0, "a problem and a remedy");
            FindingException.Unless(!error.ToString().Any(char.IsControl), "nothing that writes into a terminal");
        }

        if (reading.Configuration is not { } configuration) return;
        var again = ConfigurationFile.Parse(DefaultConfigurationFile.Render(configuration), File);
        FindingException.Unless(again.Configuration is not null, $"what is written can be read: {(again.Errors.Count > 0 ? again.Errors[0] : "")}");
    }
}
