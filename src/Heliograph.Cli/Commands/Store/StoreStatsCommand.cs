using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Server.Logging;
using Heliograph.Server.Maintenance;
using Heliograph.Storage;

namespace Heliograph.Cli.Commands.Store;

/// <summary><c>heliograph store stats</c>: what there is, and what it takes.</summary>
internal static class StoreStatsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ProgramCommand("stats", "Count what is stored", "DIR",
            "Shows how many sessions, subscriptions, retained and queued messages are stored, the ten longest queues, and what they "
            + "take on the disk. Changes nothing.")
        {
            Examples = [("heliograph store stats mybroker", "Show the numbers of mybroker, which must not run.")],
        };
        StoreTask.SetUp(command, terminal, (parsed, task) => Run(task, terminal));
        return command;
    }

    private static int Run(StoreTask task, Terminal terminal)
    {
        var numbers = StoreNumbers.Of(task.Location, task.OnProgress);
        terminal.Text.WriteLine($"{terminal.Title(task.Location.Name)}, format version {DurableJournal.FormatVersion}");
        foreach (var (label, value) in State(numbers).Concat(Disk(numbers))) terminal.Text.WriteLine($"  {label,-18} {value}");
        if (numbers.State.Longest.Count == 0) return ExitCode.Ok;
        terminal.Text.WriteLine("Longest queues:");
        foreach (var queue in numbers.State.Longest)
        {
            var shared = queue.IsShared ? " (shared group)" : "";
            terminal.Text.WriteLine($"  {queue.Messages,13:n0} {Amount.OfBytes(queue.Bytes),12}  {LogText.Escape(queue.Owner)}{shared}");
        }

        return ExitCode.Ok;
    }

    private static IEnumerable<(string Label, string Value)> State(StoreNumbers numbers)
    {
        var state = numbers.State;
        yield return ("sessions", $"{state.Sessions:n0}");
        yield return ("subscriptions", $"{state.Subscriptions:n0}{Parts((state.SharedSubscriptions, "shared"))}");
        yield return ("wills", $"{state.Wills:n0}");
        yield return ("retained messages", $"{state.Retained:n0}, {Amount.OfBytes(state.RetainedBytes)}");
        yield return ("queued messages",
            $"{state.Queued:n0}{Parts((state.InFlight, "in flight"), (state.Backlog, "of shared groups"))}, {Amount.OfBytes(state.QueuedBytes)}");
    }

    private static IEnumerable<(string Label, string Value)> Disk(StoreNumbers numbers)
    {
        var journal = numbers.Journal;
        var reserved = numbers.SegmentFiles - journal.Segments;
        yield return ("segments", $"{numbers.SegmentFiles:n0}{Parts((journal.CompactedSegments, "compacted"), (reserved, "reserved ahead"))}");
        yield return ("bytes on disk", $"{numbers.Bytes:n0}, {Amount.OfBytes(numbers.Bytes)}");
        yield return ("snapshot", numbers.SnapshotAt is { } at
            ? $"position {journal.Snapshot.Value:x16}, {Amount.OfBytes(journal.SnapshotBytes)}, of {at:yyyy-MM-dd HH:mm:ss} UTC, {Amount.OfTime(TimeProvider.System.GetUtcNow() - at)} old"
            : "none yet");
        yield return ("log since then", Amount.OfBytes(journal.TailBytes));
    }

    private static string Parts(params IEnumerable<(long Count, string What)> parts)
    {
        var text = string.Join(", ", parts.Where(part => part.Count > 0).Select(part => $"{part.Count:n0} {part.What}"));
        return text.Length > 0 ? $" ({text})" : "";
    }
}
