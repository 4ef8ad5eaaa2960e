using System.CommandLine;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Store;

/// <summary><c>heliograph store</c>: the commands that look after the stored state of an instance that does not run.</summary>
internal static class StoreCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ProgramCommand("store", "Check, repair, move or measure the stored state", "COMMAND DIR",
            "Looks after the stored state of an instance while its broker is stopped: sessions, subscriptions, retained messages, "
            + "queues. DIR is the instance folder or its data folder. heliograph store COMMAND --help explains a command.")
        {
            Examples =
            [
                ("heliograph store check mybroker", "Read everything and say whether it is whole."),
                ("heliograph store export mybroker state.jsonl", "Write the whole state as lines of JSON."),
            ],
        };
        command.Subcommands.Add(StoreCheckCommand.Create(terminal));
        command.Subcommands.Add(StoreRepairCommand.Create(terminal));
        command.Subcommands.Add(StoreCompactCommand.Create(terminal));
        command.Subcommands.Add(StoreExportCommand.Create(terminal));
        command.Subcommands.Add(StoreImportCommand.Create(terminal));
        command.Subcommands.Add(StoreStatsCommand.Create(terminal));
        command.Action = new ShowHelp(terminal);
        return command;
    }
}
