using System.CommandLine;
using System.Runtime.CompilerServices;
using Heliograph.Cli.Help;
using Heliograph.Cli.Services;

namespace Heliograph.Cli.Commands.Service;

/// <summary><c>heliograph service install</c>: makes the service and starts it.</summary>
internal sealed class ServiceInstallCommand(Terminal terminal)
{
    private const string UserByDefault = "heliograph";

    private readonly Argument<string?> _folder = ServiceCommand.Folder();
    private readonly Option<bool> _dryRun = ServiceCommand.DryRun();
    private readonly Option<string> _user = new("--user")
    {
        HelpName = "NAME",
        Description = $"The account it runs as, which will own the instance (default: {UserByDefault}; made on Linux when missing; Windows makes one for each service)",
        DefaultValueFactory = _ => UserByDefault,
    };

    public Command Create()
    {
        var command = new ProgramCommand("install", "Make the service and start it", "[DIR]",
            "Makes an instance a service that starts with the machine, and starts it. The instance then belongs to the account it runs as. Done "
            + "again it puts the service in order, after an upgrade at another place for example. Needs the rights of root, or of an administrator.")
        {
            Examples = [("sudo heliograph service install /srv/mybroker", "Run it from now on, as the user heliograph.")],
        };
        command.Arguments.Add(_folder);
        command.AddGroup("Options", _user, _dryRun);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var layout = InstanceFolder.Find(parsed.GetValue(_folder));
        var user = parsed.GetRequiredValue(_user);
        if (user.Length == 0 || !user.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.'))
            throw new UsageException("--user takes a name of letters, digits, '.', '_' and '-'");
        var services = ServiceCommand.OfThisSystem();
        var name = ServiceCommand.NameOf(layout.Name);
        var plan = new ServicePlan
        {
            Name = name,
            Program = CreateCommand.Program,
            Instance = layout.Root,
            User = user,
            HasUser = HasUser(user),
            IsInstalled = WindowsServices.Has(services.NameOf(name)),
            MakesCode = RuntimeFeature.IsDynamicCodeSupported,
        };
        var isDryRun = parsed.GetValue(_dryRun);
        await new StepRunner(terminal, isDryRun, $"See {services.WhereItSaysWhy(plan)}").DoAsync(services.Install(plan), stop);
        if (isDryRun) return ExitCode.Ok;
        terminal.Text.WriteLine($"{services.NameOf(plan.Name)} runs {plan.Program} on {plan.Instance}, now and whenever the machine starts.");
        terminal.Text.WriteLine($"What it says when it does not start: {services.WhereItSaysWhy(plan)}");
        return ExitCode.Ok;
    }

    // Other systems have no command of this kind: there the account must exist.
    private static bool HasUser(string user)
    {
        const string accounts = "/etc/passwd";
        return !OperatingSystem.IsLinux() || !File.Exists(accounts)
            || File.ReadLines(accounts).Any(line => line.StartsWith($"{user}:", StringComparison.Ordinal));
    }
}
