using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Server.Maintenance;

namespace Heliograph.Cli.Commands.Store;

/// <summary><c>heliograph store compact</c>: gives back the space of what is needed no more.</summary>
internal static class StoreCompactCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ProgramCommand("compact", "Give back the space of what is needed no more", "DIR",
            "Writes a snapshot of the state, deletes the segments that nothing needs any more, and writes anew those of which little "
            + "is needed. A running broker does the same by itself now and then.")
        {
            Examples = [("heliograph store compact mybroker", "Compact the stored state of mybroker, which must not run.")],
        };
        StoreTask.SetUp(command, terminal, (parsed, task) => Run(task, terminal));
        return command;
    }

    private static int Run(StoreTask task, Terminal terminal)
    {
        var report = StoreCompaction.Run(task.Location, task.OnProgress);
        foreach (var trouble in report.Troubles) terminal.Error.WriteLine($"heliograph: {trouble}");
        terminal.Text.WriteLine($"before: {Amount.Of(report.BytesBefore, "byte")}");
        terminal.Text.WriteLine($"after:  {Amount.Of(report.BytesAfter, "byte")}");
        return ExitCode.Ok;
    }
}
