using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Server;
using Heliograph.Server.Maintenance;
using Heliograph.Storage;

namespace Heliograph.Cli.Commands.Store;

/// <summary>What one command does to one stored state, and what all of them have in common.</summary>
internal sealed class StoreTask
{
    // A recovery that is over sooner needs no words while it lasts.
    private static readonly TimeSpan QuietMax = TimeSpan.FromSeconds(1);

    private readonly TextWriter _error;
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private long _said = TimeProvider.System.GetTimestamp();

    private StoreTask(StoreLocation location, TextWriter error, CancellationToken stop) =>
        (Location, _error, Stop) = (location, error, stop);

    public StoreLocation Location { get; }

    public CancellationToken Stop { get; }

    /// <summary>Gives a command its DIR and its action.</summary>
    public static void SetUp(ProgramCommand command, Terminal terminal, Func<ParseResult, StoreTask, int> run)
    {
        var folder = new Argument<string>("DIR") { Description = "The instance folder, or its data folder" };
        command.Arguments.Insert(0, folder);
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed, stop)));

        int Run(ParseResult parsed, CancellationToken stop)
        {
            var task = new StoreTask(StoreLocation.Find(parsed.GetRequiredValue(folder)), terminal.Error, stop);
            try
            {
                return run(parsed, task);
            }
            catch (OperationCanceledException failure) when (stop.IsCancellationRequested)
            {
                throw new OperatorException($"store {command.Name} was stopped before its end", "Run it again", failure);
            }
        }
    }

    /// <summary>Tells people how far the reading has come, and stops it when they have had enough.</summary>
    public void OnProgress(RecoveryProgress progress)
    {
        Stop.ThrowIfCancellationRequested();
        var isOver = progress.BytesDone >= progress.BytesTotal;
        if (isOver || Since(_began) < QuietMax || Since(_said) < QuietMax) return;
        _said = TimeProvider.System.GetTimestamp();
        var percent = 100 * progress.BytesDone / Math.Max(1, progress.BytesTotal);
        _error.WriteLine($"reading: {percent} % of {Amount.OfBytes(progress.BytesTotal)}, {progress.Records:n0} records");
    }

    private static TimeSpan Since(long then) => TimeProvider.System.GetElapsedTime(then);
}
