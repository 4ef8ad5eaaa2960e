using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Server;
using Heliograph.Server.Maintenance;

namespace Heliograph.Cli.Commands.Store;

/// <summary><c>heliograph store import</c>: makes the stored state of an instance from an archive.</summary>
internal sealed class StoreImportCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _file = new("FILE") { Description = "The archive; - reads standard input" };

    private StoreImportCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var import = new StoreImportCommand(terminal);
        var command = new ProgramCommand("import", "Take the stored state from an archive", "DIR FILE",
            "Takes what heliograph store export wrote into an instance that stores nothing yet. Every line is checked; when one is "
            + "wrong, or the archive was cut off, nothing is imported.")
        {
            Examples =
            [
                ("heliograph create newbroker", "Make an instance first."),
                ("heliograph store import newbroker state.jsonl", "Give it the state of another."),
                ("gunzip < state.jsonl.gz | heliograph store import newbroker -", "Read standard input."),
            ],
        };
        command.Arguments.Add(import._file);
        StoreTask.SetUp(command, terminal, import.Run);
        return command;
    }

    private int Run(ParseResult parsed, StoreTask task)
    {
        var path = parsed.GetRequiredValue(_file);
        using var file = path == "-" ? null : Open(path);
        var counts = StoreImport.Run(
            task.Location, file ?? _terminal.In, path == "-" ? "standard input" : path, task.OnProgress, task.Stop);
        _terminal.Text.WriteLine($"imported: {StoreExportCommand.Words(counts)}");
        return ExitCode.Ok;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{path} cannot be read: {failure.Message.TrimEnd('.')}", "Check its name and permissions", failure);
        }
    }
}
