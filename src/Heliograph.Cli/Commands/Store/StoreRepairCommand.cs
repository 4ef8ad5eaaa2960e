using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Server;
using Heliograph.Server.Maintenance;

namespace Heliograph.Cli.Commands.Store;

/// <summary><c>heliograph store repair</c>: cuts out what cannot be read.</summary>
internal sealed class StoreRepairCommand
{
    private readonly Terminal _terminal;
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do it without asking" };

    private StoreRepairCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var repair = new StoreRepairCommand(terminal);
        var command = new ProgramCommand("repair", "Cut out of the stored state what cannot be read", "DIR",
            "Checks the stored state and says what is damaged. What cannot be read is lost; all else is kept, so that the broker "
            + "starts again. Each file is copied to FILE.damaged before it is changed. Asks first; without a terminal it needs --yes.")
        {
            Examples = [("heliograph store repair mybroker", "Say what is damaged, ask, and repair it.")],
        };
        StoreTask.SetUp(command, terminal, repair.Run);
        command.AddGroup("Options", repair._yes);
        return command;
    }

    private int Run(ParseResult parsed, StoreTask task)
    {
        var text = _terminal.Text;
        using var mending = StoreMending.Begin(task.Location, task.OnProgress);
        FindingsText.WritePlaces(mending.Findings, text);
        if (mending.Findings.IsWhole)
        {
            text.WriteLine("Nothing is damaged, and nothing was changed.");
            return ExitCode.Ok;
        }

        if (!mending.CanMend)
            throw new OperatorException("a repair cannot mend that", "Export with the version of Heliograph that wrote it, or restore a copy of the folder");
        text.WriteLine("What cannot be read will be cut out and is lost; the rest stays. Each file that is changed is kept as FILE.damaged.");
        if (!parsed.GetValue(_yes) && !IsConfirmed()) throw new OperatorException("nothing was changed", "Add --yes to repair it");
        return Report(mending.Run(), text);
    }

    private bool IsConfirmed()
    {
        if (!_terminal.IsInteractive) return false;
        _terminal.Error.Write("Repair it? [y/N] ");
        using var input = _terminal.OpenText();
        return input.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    private static int Report(MendingReport report, TextWriter text)
    {
        foreach (var action in report.Actions) text.WriteLine($"repaired: {action}");
        if (report.Dropped.Count > 0) text.WriteLine($"dropped: {FindingsText.Words(report.Dropped)}");
        FindingsText.WritePlaces(report.After, text);
        FindingsText.WriteSummary(report.After, text);
        return report.After.IsWhole ? ExitCode.Ok : ExitCode.Failure;
    }
}
