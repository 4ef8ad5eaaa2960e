using System.CommandLine;
using Heliograph.Server;

namespace Heliograph.Cli.Help;

/// <summary>Writes help for people: what it does first, then how, then examples.</summary>
internal sealed class HelpPage(Terminal terminal)
{
    private const int Width = 100;

    private static readonly (string Title, string[] Commands)[] Chapters =
    [
        ("Run a broker", ["create", "import", "run", "mosquitto", "passwd", "check-config", "doctor"]),
        ("Ask a running broker", ["status", "top", "clients", "subscriptions", "retained", "topics", "events", "audit", "why", "trace"]),
        ("Change a running broker", ["users", "acl", "bans", "keys"]),
        ("Talk to a broker", ["pub", "sub"]),
        ("Look after its data", ["store"]),
        ("Look after its certificates", ["tls"]),
        ("About the program", ["version"]),
    ];

    public void WriteProgram(Command root)
    {
        Line($"Heliograph {HeliographServer.Version}: a broker for MQTT 3.1, 3.1.1 and 5.0");
        Line("");
        Line($"{terminal.Title("Usage:")} heliograph COMMAND [OPTIONS]");
        foreach (var (title, names) in Chapters)
        {
            Heading(title);
            WriteCommands(root.Subcommands.Where(command => names.Contains(command.Name)));
        }

        Heading("Begin");
        Table(
        [
            ("heliograph run", "Run a broker at once, with data in ./heliograph-data"),
            ("heliograph create mybroker", "Make an instance folder to keep, then: mybroker/bin/mybroker run"),
        ]);
        Line("");
        Line("heliograph COMMAND --help explains a command and shows examples.");
    }

    public void Write(ProgramCommand command)
    {
        Paragraph(command.Explanation);
        Line("");
        Line($"{terminal.Title("Usage:")} heliograph {command.FullName}{(command.ArgumentsText.Length > 0 ? $" {command.ArgumentsText}" : "")}{(command.Subcommands.Count > 0 ? "" : " [OPTIONS]")}");
        if (command.Subcommands.Count > 0)
        {
            Heading("Commands");
            WriteCommands(command.Subcommands);
        }

        if (command.Arguments.Count > 0)
        {
            Heading("Arguments");
            Table([.. command.Arguments.Select(argument => (argument.HelpName ?? argument.Name, argument.Description ?? ""))]);
        }

        foreach (var (title, options) in command.Groups)
        {
            Heading(title);
            Table([.. options.Where(option => !option.Hidden).Select(option => (Names(option), option.Description ?? ""))]);
        }

        if (command.Examples.Count == 0) return;
        Heading("Examples");
        foreach (var (commandLine, effect) in command.Examples)
        {
            Line($"  {commandLine}");
            Line($"      {effect}");
        }
    }

    private void WriteCommands(IEnumerable<Command> commands) => Table([.. commands.OfType<ProgramCommand>()
        .Select(command => ($"{command.Name} {command.ArgumentsText}".TrimEnd(), command.Description ?? ""))]);

    // "-t, --topic TOPIC": the short names first, and what to write for the value.
    private static string Names(Option option)
    {
        var names = string.Join(", ", new[] { option.Name }.Concat(option.Aliases).OrderBy(name => name.Length));
        var indented = names.StartsWith("--", StringComparison.Ordinal) ? "    " + names : names;
        return option.ValueType != typeof(bool) ? $"{indented} {option.HelpName ?? "VALUE"}" : indented;
    }

    private void Heading(string title)
    {
        Line("");
        Line(terminal.Title($"{title}:"));
    }

    private void Table(IReadOnlyList<(string Left, string Right)> rows)
    {
        var left = Math.Min(34, rows.Max(row => row.Left.Length)) + 2;
        foreach (var row in rows)
        {
            var head = "  " + row.Left.PadRight(left);
            if (row.Left.Length + 2 > left)
            {
                Line("  " + row.Left);
                head = new string(' ', left + 2);
            }

            foreach (var part in Wrapped(row.Right, Width - left - 2))
            {
                Line(head + part);
                head = new string(' ', left + 2);
            }
        }
    }

    private void Paragraph(string text)
    {
        foreach (var line in Wrapped(text, Width)) Line(line);
    }

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    private void Line(string text) => terminal.Text.WriteLine(text);
}
