using System.CommandLine;
using Heliograph.Cli.Client;
using Heliograph.Cli.Help;
using Heliograph.Server.Admin;
using Heliograph.Server.Configuration;
using Heliograph.Server.Instance;
using Heliograph.Server.Listeners;
using Heliograph.Server.Security;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph create</c>: makes an instance folder.</summary>
internal sealed class CreateCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _folder = new("DIR") { Description = "The folder to make; its name becomes the instance's name" };
    private readonly Option<bool> _force = new("--force", "-f")
    {
        Description = "Make it in a folder with content; etc/ and bin/ files of an instance are written anew (the old ones stay as .bak), data/ is kept",
    };

    private readonly Option<int?> _port = new("--port", "-p") { HelpName = "PORT", Description = "Listen on this port only, instead of 61613 and 1883" };
    private readonly Option<string?> _password = new("--admin-password")
    {
        HelpName = "PASSWORD", Description = "The password of admin (default: password, which works from this machine only)",
    };

    private CreateCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var create = new CreateCommand(terminal);
        var command = new ProgramCommand("create", "Make an instance folder", "DIR",
            "Makes an instance: a folder with the configuration, users, rights, data and log of one broker. The program stays "
            + "where it is, so an upgrade replaces the program only, and the folder can be moved.")
        {
            Examples =
            [
                ("heliograph create mybroker", "Make mybroker/, then start it with mybroker/bin/mybroker run"),
                ("heliograph create /var/lib/plant --port 1883 --admin-password s3cret", "Choose the port and the first password."),
            ],
        };
        command.Arguments.Add(create._folder);
        command.AddGroup("Options", create._force, create._port, create._password);
        command.SetAction(create.Run);
        return command;
    }

    /// <summary>The executable that start scripts run: the program itself, also when <c>dotnet heliograph.dll</c> runs it.</summary>
    internal static string Program
    {
        get
        {
            var beside = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "heliograph.exe" : "heliograph");
            return File.Exists(beside) ? beside : Environment.ProcessPath ?? beside;
        }
    }

    private int Run(ParseResult parsed)
    {
        var folder = parsed.GetRequiredValue(_folder);
        if (folder.Length == 0) throw new UsageException("DIR is empty");
        var password = parsed.GetValue(_password);
        if (password is { Length: 0 }) throw new UsageException("--admin-password is empty");
        if (parsed.GetValue(_port) is < 0 or > 65_535) throw new UsageException("--port is a number from 0 to 65535");
        var listeners = parsed.GetValue(_port) is { } port
            ? [ServerConfiguration.TutorialListener with { Port = port }]
            : new ServerConfiguration().Listeners;
        var layout = InstanceLayout.Of(folder);
        var written = InstanceCreation.Create(new()
        {
            Layout = layout,
            Program = Program,
            Listeners = listeners,
            AdminPassword = password ?? FirstAccount.Password,
            Force = parsed.GetValue(_force),
        });
        Report(layout, folder, written, listeners[0], password);
        return ExitCode.Ok;
    }

    private void Report(InstanceLayout layout, string folder, IReadOnlyList<string> written, ListenerOptions listener, string? password)
    {
        var port = listener.Port == ClientArguments.DefaultPort ? "" : $" -p {listener.Port}";
        var user = FirstAccount.UserName;
        var script = Quoted(Path.Combine(folder, "bin", layout.Name) + (OperatingSystem.IsWindows() ? ".cmd" : ""));
        var shown = password is null ? FirstAccount.Password : "...";
        var text = _terminal.Text;
        text.WriteLine($"Created the instance {layout.Root}");
        foreach (var file in written) text.WriteLine($"  {file}");
        text.WriteLine("  data/ log/ tmp/");
        text.WriteLine();
        text.WriteLine($"{_terminal.Title("Start it:")}    {script} run");
        text.WriteLine($"{_terminal.Title("Console:")}     http://127.0.0.1:{new AdminOptions().Port}/");
        text.WriteLine($"{_terminal.Title("Connect to:")}  127.0.0.1 port {listener.Port} as user {user}{(password is null ? $" with password \"{shown}\"" : "")}");
        text.WriteLine($"{_terminal.Title("Try it:")}      heliograph sub{port} -u {user} -P {shown} -t lettuce");
        text.WriteLine($"             heliograph pub{port} -u {user} -P {shown} -t lettuce -m crisp");
        if (password is not null) return;
        text.WriteLine();
        text.WriteLine($"This first password works from this machine only. Change it: heliograph passwd {Quoted(folder)} {user}");
    }

    private static string Quoted(string path) => path.Contains(' ') ? $"\"{path}\"" : path;
}
