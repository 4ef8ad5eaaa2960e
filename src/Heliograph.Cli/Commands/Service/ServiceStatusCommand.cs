using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Cli.Services;

namespace Heliograph.Cli.Commands.Service;

/// <summary><c>heliograph service status</c>: shows what the system knows of the service.</summary>
internal sealed class ServiceStatusCommand
{
    private readonly Argument<string?> _folder = ServiceCommand.Folder();

    public Command Create()
    {
        var command = new ProgramCommand("status", "Show what the system knows of the service", "[DIR]",
            "Shows what the system says of the service of an instance, and ends as the system's own command does: with 0 while it runs.")
        {
            Examples = [("heliograph service status /srv/mybroker", "Whether it runs, and its last lines.")],
        };
        command.Arguments.Add(_folder);
        command.SetAction((parsed, stop) =>
        {
            var name = ServiceCommand.NameOf(InstanceFolder.Find(parsed.GetValue(_folder)).Name);
            return StepRunner.RunAsync(ServiceCommand.OfThisSystem().Status(name), stop);
        });
        return command;
    }
}
