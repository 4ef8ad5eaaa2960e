using System.CommandLine;
using System.CommandLine.Help;
using Heliograph.Cli.Commands;
using Heliograph.Cli.Commands.Administering;
using Heliograph.Cli.Commands.Asking;
using Heliograph.Cli.Commands.Service;
using Heliograph.Cli.Commands.Store;
using Heliograph.Cli.Commands.Tls;
using Heliograph.Cli.Commands.Watching;
using Heliograph.Cli.Help;
using Heliograph.Server;

namespace Heliograph.Cli;

/// <summary>The program: its commands, and how their failures become messages and exit codes.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, CancellationToken stop)
    {
        var parsed = Root(terminal).Parse(arguments, new ParserConfiguration
        {
            EnablePosixBundling = false,        // -m -rq is a message, not two flags
            ResponseFileTokenReplacer = null,   // -m @home is a message, not a file
        });
        if (parsed.Action is not ShowHelp && CommandLineProblems.Of(parsed) is { Count: > 0 } problems)
            return Misused(parsed, problems, terminal);
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop);
        }
        catch (UsageException misuse)
        {
            return Misused(parsed, [misuse.Message], terminal);
        }
        catch (OperatorException failure)
        {
            terminal.Error.WriteLine($"heliograph: {failure.Message}");
            return ExitCode.Failure;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("A broker for MQTT 3.1, 3.1.1 and 5.0.");
        // -h is the host of pub and sub, as people know it from mosquitto_pub, so help has --help and -?.
        root.Options.Clear();
        root.Options.Add(new HelpOption("--help", "-?") { Action = new ShowHelp(terminal) });
        root.Options.Add(new VersionOption("--version") { Action = VersionCommand.Action(terminal) });
        root.Directives.Clear();
        root.Subcommands.Add(CreateCommand.Create(terminal));
        root.Subcommands.Add(ImportCommand.Create(terminal));
        root.Subcommands.Add(RunCommand.Create(terminal));
        root.Subcommands.Add(MosquittoCommand.Create(terminal));
        root.Subcommands.Add(StatusCommand.Create(terminal));
        root.Subcommands.Add(HealthCommand.Create(terminal));
        root.Subcommands.Add(PasswdCommand.Create(terminal));
        root.Subcommands.Add(CheckConfigCommand.Create(terminal));
        root.Subcommands.Add(DoctorCommand.Create(terminal));
        root.Subcommands.Add(TopCommand.Create(terminal));
        root.Subcommands.Add(PubCommand.Create(terminal));
        root.Subcommands.Add(SubCommand.Create(terminal));
        root.Subcommands.Add(BenchCommand.Create(terminal));
        foreach (var list in ListDefinition.All) root.Subcommands.Add(ListCommand.Create(list, terminal));
        root.Subcommands.Add(WhyCommand.Create(terminal));
        root.Subcommands.Add(TraceCommand.Create(terminal));
        foreach (var command in Administration.All(terminal)) root.Subcommands.Add(command);
        root.Subcommands.Add(StoreCommand.Create(terminal));
        root.Subcommands.Add(ServiceCommand.Create(terminal));
        root.Subcommands.Add(TlsCommand.Create(terminal));
        root.Subcommands.Add(VersionCommand.Create(terminal));
        root.SetAction(parsed => new ShowHelp(terminal).Invoke(parsed));
        return root;
    }

    private static int Misused(ParseResult parsed, IEnumerable<string> problems, Terminal terminal)
    {
        foreach (var problem in problems) terminal.Error.WriteLine($"heliograph: {problem}");
        var command = parsed.CommandResult.Command as ProgramCommand;
        terminal.Error.WriteLine($"See: heliograph {(command is null ? "" : $"{command.FullName} ")}--help");
        return command?.MisuseCode ?? ExitCode.Usage;
    }
}
