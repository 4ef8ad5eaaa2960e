using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Cli.Services;
using Heliograph.Server.Instance;
using Heliograph.Server.Logging;
using Heliograph.Server.Security;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph run</c>: runs a broker until it is told to stop.</summary>
internal sealed class RunCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string?> _folder = new("DIR")
    {
        HelpName = "[DIR]",
        Arity = ArgumentArity.ZeroOrOne,
        Description = $"The instance (default: ./{InstanceFolder.Default}, which is made when it is not there)",
    };

    private RunCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var run = new RunCommand(terminal);
        var command = new ProgramCommand("run", "Run a broker", "[DIR]",
            "Runs a broker in this terminal and prints a line for each address it serves. Ctrl-C and SIGTERM stop it cleanly. "
            + "Changes of the files in etc/ apply when they are saved, and on SIGHUP.")
        {
            Examples =
            [
                ("heliograph run", "Run at once on the built-in defaults: ports 61613 and 1883, user admin, password password."),
                ("heliograph run mybroker", "Run an instance that heliograph create has made."),
            ],
        };
        command.Arguments.Add(run._folder);
        command.SetAction(run.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var layout = parsed.GetValue(_folder) is { } folder ? InstanceFolder.Find(folder) : DefaultInstance();
        if (WindowsServiceHost.IsService) return await WindowsServiceHost.RunAsync(new WindowsServices().NameOf(layout.Name), told => ServeAsync(layout, told));
        return await ServeAsync(layout, stop);
    }

    private async Task<int> ServeAsync(InstanceLayout layout, CancellationToken stop)
    {
        var console = new LogConsole(_terminal.Text, _terminal.HasColours);
        await using var server = await InstanceServer.StartAsync(layout, InstanceReading.Of(layout), console, TimeProvider.System, stop);
        return await Serving.UntilStoppedAsync(server.Reload, server.Failed, stop);
    }

    private InstanceLayout DefaultInstance()
    {
        var layout = InstanceLayout.Of(InstanceFolder.Default);
        if (layout.Exists) return layout;
        InstanceCreation.Create(new()
        {
            Layout = layout,
            Program = CreateCommand.Program,
            AdminPassword = FirstAccount.Password,
        });
        _terminal.Text.WriteLine($"Made {layout.Root} for data and settings; the first account is {FirstAccount.UserName} with password \"{FirstAccount.Password}\".");
        return layout;
    }
}
