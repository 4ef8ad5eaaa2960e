using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Cli.Services;
using Heliograph.Server.Instance;

namespace Heliograph.Cli.Commands.Service;

/// <summary><c>heliograph service uninstall</c>: stops the service and takes it away.</summary>
internal sealed class ServiceUninstallCommand(Terminal terminal)
{
    private readonly Argument<string?> _folder = ServiceCommand.Folder();
    private readonly Option<bool> _dryRun = ServiceCommand.DryRun();

    public Command Create()
    {
        var command = new ProgramCommand("uninstall", "Stop the service and take it away", "[DIR]",
            "Stops the service of an instance and takes it away from the system. The instance stays as it is; if its folder is gone already, the name of the folder is enough.")
        {
            Examples = [("sudo heliograph service uninstall /srv/mybroker", "It no longer starts with the machine.")],
        };
        command.Arguments.Add(_folder);
        command.AddGroup("Options", _dryRun);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var name = ServiceCommand.NameOf(InstanceOf(parsed.GetValue(_folder)).Name);
        await new StepRunner(terminal, parsed.GetValue(_dryRun), "What it printed says why").DoAsync(ServiceCommand.OfThisSystem().Uninstall(name), stop);
        return ExitCode.Ok;
    }

    // A service may outlive its folder.
    private static InstanceLayout InstanceOf(string? folder) =>
        folder is not null && !Directory.Exists(folder) ? InstanceLayout.Of(folder) : InstanceFolder.Find(folder);
}
