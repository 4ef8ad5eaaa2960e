using Heliograph.Server.Files;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Logging;

/// <summary>Writes to a target on a thread of its own, so that nobody who logs waits for a terminal or a disk.</summary>
/// <remarks>Bounded: when a target does not keep up, lines are dropped, and how many is said when it takes lines again.</remarks>
internal sealed class QueuedTarget : IDisposable
{
    /// <summary>Lines that may wait.</summary>
    public const int LinesMax = 10_000;

    // How long closing waits for a target that is not being read.
    private static readonly TimeSpan CloseMax = TimeSpan.FromSeconds(2);

    private readonly WriterQueue<LogEntry> _waiting = new(LinesMax);
    private readonly ILogTarget _target;
    private readonly Thread _writer;
    private int _dropped;

    public QueuedTarget(ILogTarget target)
    {
        _target = target;
        _writer = new(WriteAll) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <summary>Writes it soon. Any thread.</summary>
    public void Write(LogEntry entry)
    {
        if (!_waiting.TryAdd(entry)) Interlocked.Increment(ref _dropped);
    }

    /// <summary>Writes out what waits, unless the target is not being read.</summary>
    public void Dispose()
    {
        _waiting.Complete();
        if (_writer.Join(CloseMax)) _target.Dispose(); // else the thread is still in it, and ends with the process
    }

    private void WriteAll()
    {
        // The thread exists to wait: for lines, and for the target.
        while (_waiting.Take() is { } entries)
        {
            foreach (var entry in entries) Pass(() => _target.Write(entry));
            if (Interlocked.Exchange(ref _dropped, 0) is var dropped and > 0)
            {
                var told = new LogEntry(
                    DateTimeOffset.Now, LogLevel.Warning, $"{dropped} log lines were dropped here: they came faster than they could be written",
                    null, IsAnnouncement: false);
                Pass(() => _target.Write(told));
            }

            Pass(_target.Flush);
        }
    }

    // Whatever a target throws, it costs its line and not the process.
    private void Pass(Action what)
    {
        try
        {
            what();
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _dropped);
        }
    }
}
