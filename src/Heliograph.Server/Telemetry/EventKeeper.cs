using System.Buffers;
using Heliograph.Broker.Events;
using Heliograph.Server.Files;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Telemetry;

/// <summary>Keeps the history of events over a restart and a crash: writes each event to a file on a thread of its own.</summary>
/// <remarks>The engine never waits for it: what comes faster than the disk takes it is dropped, and how many is said.</remarks>
internal sealed partial class EventKeeper : IEventSink, IDisposable
{
    /// <summary>Events that may wait to be written.</summary>
    public const int WaitingMax = 10_000;

    private const int AtOnceMax = 1_000;

    // How long stopping waits for a disk that does not answer.
    private static readonly TimeSpan CloseMax = TimeSpan.FromSeconds(2);

    private readonly WriterQueue<BrokerEvent> _waiting = new(WaitingMax);
    private readonly EventFile _file;
    private readonly ILogger _log;
    private readonly ArrayBufferWriter<byte> _lines = new();
    private Thread? _writer;
    private long _dropped;
    private long _droppedTold;
    private bool _isFailing;

    public EventKeeper(EventFile file, ILogger log) => (_file, _log) = (file, log);

    /// <summary>Events that were not written, because the disk did not keep up or could not be written.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void OnEvent(BrokerEvent happened)
    {
        if (!_waiting.TryAdd(happened)) Interlocked.Increment(ref _dropped);
    }

    /// <summary>Gives the history what was kept, and begins to write. Once, before anything else happens.</summary>
    public void Start(EventHistory history)
    {
        try
        {
            if (_file.Read(history) is var unreadable and > 0) LogUnreadable(unreadable);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotRead(failure.Message);
        }

        _writer = new(WriteAll) { IsBackground = true, Name = "events" };
        _writer.Start();
    }

    /// <summary>Writes out what waits.</summary>
    public void Dispose()
    {
        _waiting.Complete();
        if (_writer is null || _writer.Join(CloseMax)) _file.Dispose(); // else the thread is still in it, and ends with the process
    }

    private void WriteAll()
    {
        // The thread exists to wait: for events, and for the disk.
        while (_waiting.Take() is { } events)
        {
            for (var first = 0; first < events.Count; first += AtOnceMax)
            {
                var count = Math.Min(AtOnceMax, events.Count - first);
                _lines.ResetWrittenCount();
                for (var at = first; at < first + count; at++) EventLine.Write(events[at], _lines);
                Append(count);
            }

            TellDropped();
        }
    }

    private void Append(int count)
    {
        try
        {
            _file.Append(_lines.WrittenSpan);
            _isFailing = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The history in memory goes on, and the next events try again.
            Interlocked.Add(ref _dropped, count);
            if (!_isFailing) LogNotWritten(failure.Message);
            _isFailing = true;
            _file.Dispose();
        }
    }

    private void TellDropped()
    {
        var dropped = Dropped;
        if (dropped == _droppedTold || _isFailing) return;
        LogDropped(dropped - _droppedTold);
        _droppedTold = dropped;
    }

    [LoggerMessage(LogLevel.Warning, "{Count} lines of the kept events cannot be read and are left out")]
    private partial void LogUnreadable(int count);

    [LoggerMessage(LogLevel.Warning, "the events of before cannot be read: {Why}")]
    private partial void LogNotRead(string why);

    [LoggerMessage(LogLevel.Warning, "events cannot be written, and a restart forgets them: {Why}")]
    private partial void LogNotWritten(string why);

    [LoggerMessage(LogLevel.Warning, "{Count} events were not written: they came faster than the disk took them")]
    private partial void LogDropped(long count);
}
