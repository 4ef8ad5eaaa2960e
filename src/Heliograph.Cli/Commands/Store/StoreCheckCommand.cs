using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Server.Maintenance;

namespace Heliograph.Cli.Commands.Store;

/// <summary><c>heliograph store check</c>: reads everything and changes nothing.</summary>
internal static class StoreCheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ProgramCommand("check", "Read all of the stored state and say whether it is whole", "DIR",
            "Reads every file of the journal, checks every record, restores a broker from it and reads every message that a queue "
            + "holds. Changes nothing. Prints a line for each damaged place and a summary; the exit code is 1 when something is damaged.")
        {
            Examples = [("heliograph store check mybroker", "Check the stored state of mybroker, which must not run.")],
        };
        StoreTask.SetUp(command, terminal, (parsed, task) => Run(task, terminal));
        return command;
    }

    private static int Run(StoreTask task, Terminal terminal)
    {
        var found = StoreInspection.Run(task.Location, task.OnProgress);
        FindingsText.WritePlaces(found, terminal.Text);
        if (!found.IsWhole) terminal.Text.WriteLine($"Repair it with: heliograph store repair {task.Location.Name}");
        FindingsText.WriteSummary(found, terminal.Text);
        return found.IsWhole ? ExitCode.Ok : ExitCode.Failure;
    }
}
