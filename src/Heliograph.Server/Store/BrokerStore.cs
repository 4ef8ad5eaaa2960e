using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Server.Listeners;
using Heliograph.Storage;
using Heliograph.Storage.Disks;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Store;

/// <summary>The durable journal of a server: opened and replayed before anyone is served, closed after the last.</summary>
internal sealed partial class BrokerStore : IDisposable
{
    // A recovery that is over sooner needs no words while it lasts.
    private static readonly TimeSpan QuietMax = TimeSpan.FromSeconds(1);

    private readonly DurableJournal _journal;
    private readonly string _folder;
    private readonly DurabilityLevel _level;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource<OperatorException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BrokerStore(DurableJournal journal, StoreOptions options, ILogger logger) =>
        (_journal, _folder, _level, _logger) = (journal, options.Folder, options.Storage.Level, logger);

    public IJournal Journal => _journal;

    /// <summary>Ends with the cause when nothing can become durable any more: the server must stop.</summary>
    public Task<OperatorException> Failed => _failed.Task;

    /// <summary>Looks at the folder.</summary>
    /// <exception cref="OperatorException">It is damaged, of another version, or cannot be used.</exception>
    public static BrokerStore Open(StoreOptions options, ILogger logger)
    {
        try
        {
            return new(DurableJournal.Open(options.Storage, new FileDisk(options.Folder)), options, logger);
        }
        catch (StorageException failure)
        {
            throw new OperatorException(failure.Problem, failure.Remedy, failure);
        }
        catch (IOException failure)
        {
            throw new OperatorException(
                $"the folder {options.Folder} cannot be used: {failure.Message.TrimEnd('.')}", "Correct its permissions or its disk", failure);
        }
    }

    /// <summary>Gives the broker back what was kept.</summary>
    /// <exception cref="OperatorException">The journal is damaged, or the disk fails.</exception>
    public void Restore(Broker.Broker broker, BrokerClock clock, TimeProvider time)
    {
        var began = time.GetTimestamp();
        var said = began;
        RecoveryReport report;
        try
        {
            report = _journal.Recover(broker.BeginRestoration(), progress =>
            {
                if (time.GetElapsedTime(began) < QuietMax || time.GetElapsedTime(said) < QuietMax) return;
                said = time.GetTimestamp();
                LogProgress(100 * progress.BytesDone / Math.Max(1, progress.BytesTotal), progress.BytesTotal >> 20, progress.Records);
            });
        }
        catch (StorageException failure)
        {
            throw new OperatorException(failure.Problem, failure.Remedy, failure);
        }
        catch (OutOfMemoryException failure)
        {
            throw new OperatorException(
                $"the journal in {_folder} holds more sessions and waiting messages than there is memory for",
                "Raise memory_max of [limits] in etc/heliograph.toml, or give the machine or its container more", failure);
        }

        if (report.TornTail is { } torn) LogTornTail(_folder, torn.ToString());
        if (report.Latest.Milliseconds > 0) clock.StartAfter(report.Latest);
        broker.CompleteRestoration(LastRunning(report.Latest, clock.Now));
        var status = broker.Status();
        if (report.SnapshotRecords + report.TailRecords > 0)
            LogRestored(status.Sessions, status.Subscriptions, status.RetainedMessages, status.QueuedMessages, time.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>Begins to write.</summary>
    public void Start(Broker.Broker broker, BrokerClock clock) => _journal.Start(new()
    {
        Now = () => clock.Now,
        OnDurable = broker.OnDurable,
        WriteState = broker.WriteState,
        OnEvent = OnEvent,
    });

    /// <summary>What the journal takes of its disk now.</summary>
    public StoreUse Use() => new(_level, _journal.Statistics().BytesOnDisk, FreeBytes());

    /// <summary>The journal's own numbers.</summary>
    public JournalStatistics Statistics() => _journal.Statistics();

    /// <summary>Writes what waits, and closes.</summary>
    public void Dispose() => _journal.Dispose();

    // Whoever was connected lost the connection when the journal ended, and that was no later than its next note of the time.
    private static Instant LastRunning(Instant latest, Instant now)
    {
        if (latest.Milliseconds == 0) return now;
        var end = latest + DurableJournal.ClockPeriod;
        return end < now ? end : now;
    }

    // Not worth a failure: who asks is told 0.
    private long FreeBytes()
    {
        try
        {
            return new DriveInfo(_folder).AvailableFreeSpace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private void OnEvent(StorageEvent happened)
    {
        switch (happened.Kind)
        {
            case StorageEventKind.Failed:
                LogFailed(happened.Cause, happened.Text);
                _failed.TrySetResult(new(
                    $"the journal in {_folder} failed, and nothing more is acknowledged: {happened.Text}",
                    "Check the disk, then start again: what was acknowledged is kept", happened.Cause));
                break;
            case StorageEventKind.SpaceBack or StorageEventKind.CommitsResumed: LogResumed(happened.Text); break;
            case StorageEventKind.SnapshotWritten: LogSnapshot(happened.Text); break;
            default: LogTrouble(happened.Cause, happened.Text); break;
        }
    }

    [LoggerMessage(LogLevel.Information, "restoring the journal: {Percent} % of {MegaBytes} MiB, {Records} records")]
    private partial void LogProgress(long percent, long megaBytes, long records);

    [LoggerMessage(LogLevel.Information, "restored {Sessions} sessions with {Subscriptions} subscriptions, {Retained} retained messages and {Queued} queued ones in {Seconds:0.0} s")]
    private partial void LogRestored(int sessions, int subscriptions, int retained, long queued, double seconds);

    [LoggerMessage(LogLevel.Warning, "the journal in {Folder} ended in the middle of a write, as after a crash or power cut; what was never acknowledged has been cut off: {Torn}")]
    private partial void LogTornTail(string folder, string torn);

    [LoggerMessage(LogLevel.Critical, "{Text}; nothing more is acknowledged, and the broker stops")]
    private partial void LogFailed(Exception? cause, string text);

    [LoggerMessage(LogLevel.Warning, "{Text}")]
    private partial void LogTrouble(Exception? cause, string text);

    [LoggerMessage(LogLevel.Information, "{Text}")]
    private partial void LogResumed(string text);

    [LoggerMessage(LogLevel.Debug, "{Text}")]
    private partial void LogSnapshot(string text);
}
