using Heliograph.Server.Logging;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Logging;

public sealed class QueuedTargetTests
{
    [Fact]
    public void What_was_logged_is_written_in_order_when_the_log_closes()
    {
        var target = new RecordingTarget();
        var queued = new QueuedTarget(target);
        for (var i = 0; i < 500; i++) queued.Write(Line($"line {i}"));
        queued.Dispose();
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"line {i}"), target.Messages);
        Assert.True(target.IsDisposed);
    }

    [Fact]
    public void What_was_logged_is_written_though_the_pool_has_no_thread_left()
    {
        var busy = new ManualResetEventSlim(); // not disposed of: the pool gets to the last of it later
        for (var i = 0; i < 2_000; i++) ThreadPool.UnsafeQueueUserWorkItem(_ => busy.Wait(), null);
        try
        {
            var target = new RecordingTarget();
            var queued = new QueuedTarget(target);
            for (var i = 0; i < 20; i++)
            {
                queued.Write(Line($"line {i}"));
                SpinWait.SpinUntil(() => target.Count > i, TimeSpan.FromSeconds(1)); // now the writer waits, as it does most of the time
            }

            queued.Dispose();
            Assert.Equal(Enumerable.Range(0, 20).Select(i => $"line {i}"), target.Messages);
            Assert.True(target.IsDisposed);
        }
        finally
        {
            busy.Set();
        }
    }

    [Fact]
    public void A_target_that_is_not_read_holds_nobody_up_and_the_dropped_lines_are_counted()
    {
        using var target = new RecordingTarget { Blocked = new(false), Entered = new(false) };
        var queued = new QueuedTarget(target);
        queued.Write(Line("first"));
        Assert.True(target.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        for (var i = 0; i < QueuedTarget.LinesMax + 7; i++) queued.Write(Line("more")); // returns although nobody reads
        target.Blocked.Set();
        queued.Dispose();
        Assert.Equal(QueuedTarget.LinesMax, target.Messages.Count(message => message == "more"));
        Assert.Single(target.Messages, message => message.StartsWith("7 log lines were dropped", StringComparison.Ordinal));
    }

    [Fact]
    public void A_target_that_fails_loses_its_line_and_not_the_process()
    {
        var target = new RecordingTarget { FailsOn = "second" };
        var queued = new QueuedTarget(target);
        foreach (var line in new[] { "first", "second", "third" }) queued.Write(Line(line));
        queued.Dispose();
        Assert.Equal(["first", "third"], target.Messages.Where(message => !message.Contains("dropped", StringComparison.Ordinal)));
        Assert.Single(target.Messages, message => message.StartsWith("1 log lines were dropped", StringComparison.Ordinal));
    }

    private static LogEntry Line(string message) => new(DateTimeOffset.UnixEpoch, LogLevel.Information, message, null, IsAnnouncement: false);

    private sealed class RecordingTarget : ILogTarget
    {
        public ManualResetEventSlim? Blocked { get; init; }

        public ManualResetEventSlim? Entered { get; init; }

        public string? FailsOn { get; init; }

        public List<string> Messages { get; } = [];

        public int Count
        {
            get
            {
                lock (Messages) return Messages.Count;
            }
        }

        public bool IsDisposed { get; private set; }

        public void Write(LogEntry entry)
        {
            Entered?.Set();
            Blocked?.Wait();
            if (entry.Message == FailsOn) throw new InvalidOperationException("the target is broken");
            lock (Messages) Messages.Add(entry.Message);
        }

        public void Flush()
        {
            // Each line was recorded as it came.
        }

        public void Dispose() => IsDisposed = true;
    }
}
