using System.CommandLine;
using System.Net;
using Heliograph.Cli.Client;
using Heliograph.Cli.Help;
using Heliograph.Server.Configuration;
using Heliograph.Server.Instance;
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
    private readonly Option<int?> _consolePort = new("--console-port")
    {
        HelpName = "PORT", Description = "Serve the console there, and over https at the next port, instead of 61680 and 61681",
    };

    private readonly Option<string?> _password = new("--admin-password")
    {
        HelpName = "PASSWORD", Description = "The password of admin (default: password, which works from this machine only)",
    };

    private readonly Option<string?> _consoleAddress = new("--console-address")
    {
        HelpName = "ADDRESS", Description = "Serve the console at this address, instead of 127.0.0.1; 0.0.0.0 is every network",
    };

    private readonly Option<bool> _ifMissing = new("--if-missing") { Description = "Do nothing, and succeed, when the folder holds an instance already" };

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
        command.AddGroup("Options", create._force, create._ifMissing, create._port, create._consolePort, create._consoleAddress, create._password);
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
        var configuration = Configuration(parsed);
        var layout = InstanceLayout.Of(folder);
        if (parsed.GetValue(_ifMissing) && layout.Exists) return ExitCode.Ok;
        var written = InstanceCreation.Create(new()
        {
            Layout = layout,
            Program = Program,
            Configuration = configuration,
            AdminPassword = password ?? FirstAccount.Password,
            Force = parsed.GetValue(_force),
        });
        Report(layout, folder, written, configuration, password);
        return ExitCode.Ok;
    }

    private ServerConfiguration Configuration(ParseResult parsed)
    {
        var configuration = new ServerConfiguration();
        if (parsed.GetValue(_consolePort) is { } console)
        {
            if (console is < 0 or > 65_534) throw new UsageException("--console-port is a number from 0 to 65534");
            configuration = configuration with { Console = new() { Port = console, HttpsPort = console == 0 ? 0 : console + 1 } };
        }

        if (parsed.GetValue(_consoleAddress) is { } given)
        {
            if (!IPAddress.TryParse(given, out var address)) throw new UsageException($"--console-address: {given} is no IP address");
            configuration = configuration with { Console = configuration.Console with { Address = address.ToString() } };
        }

        return parsed.GetValue(_port) is { } port
            ? configuration with { Listeners = [ServerConfiguration.TutorialListener with { Port = port }] }
            : configuration;
    }

    private void Report(InstanceLayout layout, string folder, IReadOnlyList<string> written, ServerConfiguration configuration, string? password)
    {
        var listener = configuration.Listeners[0];
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
        text.WriteLine($"{_terminal.Title("Console:")}     http://127.0.0.1:{configuration.Console.Port}/");
        text.WriteLine($"{_terminal.Title("Connect to:")}  127.0.0.1 port {listener.Port} as user {user}{(password is null ? $" with password \"{shown}\"" : "")}");
        text.WriteLine($"{_terminal.Title("Try it:")}      heliograph sub{port} -u {user} -P {shown} -t lettuce");
        text.WriteLine($"             heliograph pub{port} -u {user} -P {shown} -t lettuce -m crisp");
        if (password is not null) return;
        text.WriteLine();
        text.WriteLine($"This first password works from this machine only. Change it: heliograph passwd {Quoted(folder)} {user}");
    }

    private static string Quoted(string path) => path.Contains(' ') ? $"\"{path}\"" : path;
}
