using System.CommandLine;
using Heliograph.Broker.Recovery.Archive;
using Heliograph.Cli.Help;
using Heliograph.Server.Maintenance;

namespace Heliograph.Cli.Commands.Store;

/// <summary><c>heliograph store export</c>: the whole state as lines of JSON.</summary>
internal sealed class StoreExportCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string?> _file = new("FILE")
    {
        HelpName = "[FILE]", Arity = ArgumentArity.ZeroOrOne, Description = "The file to write (default: standard output)",
    };

    private readonly Option<bool> _force = new("--force", "-f") { Description = "Replace FILE if there is one" };

    private StoreExportCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var export = new StoreExportCommand(terminal);
        var command = new ProgramCommand("export", "Write the whole stored state as lines of JSON", "DIR [FILE]",
            "Writes everything that the instance would know after its next start: sessions, subscriptions, wills, retained messages, "
            + "and queues in their order. Changes nothing. The format is in docs/archive-format.md; heliograph store import reads it. "
            + "FILE can be read by its owner only: it holds what clients sent.")
        {
            Examples =
            [
                ("heliograph store export mybroker state.jsonl", "Write a file."),
                ("heliograph store export mybroker | gzip > state.jsonl.gz", "Compress it on the way."),
                ("heliograph store export mybroker | jq -r 'select(.type == \"session\").clientId'", "List the sessions."),
            ],
        };
        command.Arguments.Add(export._file);
        StoreTask.SetUp(command, terminal, export.Run);
        command.AddGroup("Options", export._force);
        return command;
    }

    /// <summary>What an archive holds, in words.</summary>
    internal static string Words(ArchiveCounts counts) =>
        $"{Amount.Of(counts.Sessions, "session")}, {Amount.Of(counts.Subscriptions, "subscription")}, "
        + $"{Amount.Of(counts.Retained, "retained message")}, {Amount.Of(counts.Deliveries, "queued message")}";

    // Standard output may be the archive itself.
    private int Run(ParseResult parsed, StoreTask task)
    {
        var counts = parsed.GetValue(_file) is { } path and not "-"
            ? StoreExport.Run(task.Location, path, parsed.GetValue(_force), task.OnProgress, task.Stop)
            : StoreExport.Run(task.Location, _terminal.Out, task.OnProgress, task.Stop);
        _terminal.Error.WriteLine($"exported: {Words(counts)}");
        return ExitCode.Ok;
    }
}
