using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Cli.Services;
using Heliograph.Server;

namespace Heliograph.Cli.Commands.Service;

/// <summary><c>heliograph service</c>: the commands that make an instance a service of the system.</summary>
internal static class ServiceCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ProgramCommand("service", "Run an instance as a service of the system", "COMMAND",
            "Makes an instance a service, which starts with the machine and again after a failure: of systemd on Linux, of launchd on macOS, of "
            + "Windows. heliograph service COMMAND --help explains a command.")
        {
            Examples =
            [
                ("heliograph service install mybroker --dry-run", "Show what would be done."),
                ("heliograph service install mybroker", "Make the service and start it."),
                ("heliograph service status mybroker", "Show what the system knows of it."),
                ("heliograph service uninstall mybroker", "Stop it and take it away; the instance stays."),
            ],
        };
        command.Subcommands.Add(new ServiceInstallCommand(terminal).Create());
        command.Subcommands.Add(new ServiceUninstallCommand(terminal).Create());
        command.Subcommands.Add(new ServiceStatusCommand().Create());
        command.Action = new ShowHelp(terminal);
        return command;
    }

    /// <summary>The services of this system.</summary>
    /// <exception cref="OperatorException">It has none that is known here.</exception>
    public static IServiceManager OfThisSystem() =>
        OperatingSystem.IsLinux() ? new Systemd()
        : OperatingSystem.IsMacOS() ? new Launchd()
        : OperatingSystem.IsWindows() ? new WindowsServices()
        : throw new OperatorException("services of this system are not known here", "Have its own tools start: heliograph run DIR");

    /// <summary>The name that the service of an instance goes by.</summary>
    /// <exception cref="OperatorException">The system would not take the name.</exception>
    public static string NameOf(string instance) => instance.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
        ? instance
        : throw new OperatorException($"the instance's name \"{instance}\" is none for a service", "Give its folder a name of letters, digits, '.', '_' and '-'");

    public static Argument<string?> Folder() => new("DIR") { HelpName = "[DIR]", Arity = ArgumentArity.ZeroOrOne, Description = "The instance (default: the one here)" };

    public static Option<bool> DryRun() => new("--dry-run", "-n") { Description = "Show what would be done, and do nothing" };
}
