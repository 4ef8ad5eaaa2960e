using System.Diagnostics;
using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt;
using Heliograph.Storage;
using Heliograph.Storage.Disks;

namespace Heliograph.Bench.Store;

/// <summary>Durable appends a second: committers that each wait for their own record, beside plain loops on the same disk.</summary>
public static class AppendBench
{
    private const int RecordBytes = 300;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(4);

    /// <summary>Prints the rows of a table.</summary>
    /// <param name="folder">On the disk in question; what is made there is deleted again.</param>
    public static void Run(string folder)
    {
        Console.WriteLine("| who waits | durable records/s | records per sync | p50 ms | p99 ms |");
        Console.WriteLine("|---|---|---|---|---|");
        PlainLoop(folder, batch: 1);
        foreach (var committers in (int[])[1, 8, 64]) Committers(folder, committers);
        PlainLoop(folder, batch: 1);
        PlainLoop(folder, batch: 64);
    }

    // What the disk can do: write, sync, write, sync, into space that was filled before.
    private static void PlainLoop(string folder, int batch)
    {
        var disk = new FileDisk(folder);
        using (var file = disk.Create("plain"))
        {
            var zeros = new byte[1 << 20];
            for (var at = 0L; at < 64L << 20; at += zeros.Length) file.Write(at, zeros);
            file.Sync();
            var record = new byte[RecordBytes * batch];
            new Random(1).NextBytes(record);
            var times = new List<double>();
            var position = 0L;
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < Span;)
            {
                var began = Stopwatch.GetTimestamp();
                file.Write(position, record);
                file.Sync();
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                position = (position + record.Length) % (60L << 20);
            }

            Row($"plain loop: write {batch} and sync", times.Count * batch / Span.TotalSeconds, batch, times);
        }

        disk.Delete("plain");
    }

    private static void Committers(string folder, int committers)
    {
        var path = Path.Combine(folder, $"journal-{committers}");
        using (var journal = DurableJournal.Open(new(), new FileDisk(path)))
        {
            journal.Recover(new Nobody(), null);
            var waiting = new WaitingCommitters(journal);
            var clock = Stopwatch.StartNew();
            journal.Start(new()
            {
                Now = () => new(clock.ElapsedMilliseconds + 1),
                OnDurable = waiting.Release,
                WriteState = writer => writer.Begin(),
                OnEvent = _ => { },
            });
            var times = new List<double>[committers];
            var threads = Enumerable.Range(0, committers).Select(i => new Thread(() => times[i] = Commit(journal, waiting))).ToArray();
            var syncs = journal.Statistics().Syncs;
            foreach (var thread in threads) thread.Start();
            foreach (var thread in threads) thread.Join();
            syncs = journal.Statistics().Syncs - syncs;
            var all = times.SelectMany(one => one).ToList();
            Row($"{committers} committers", all.Count / Span.TotalSeconds, (double)all.Count / syncs, all);
        }

        Directory.Delete(path, recursive: true);
    }

    private static List<double> Commit(DurableJournal journal, WaitingCommitters waiting)
    {
        var message = new Message("bench/topic"u8, default, new byte[RecordBytes - 48], QoS.AtLeastOnce, retain: false, Instant.Never, "bench");
        Destination[] destinations = [new(1, 0, QoS.AtLeastOnce, false, null)];
        var times = new List<double>();
        using var turn = new SemaphoreSlim(0);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Span;)
        {
            var began = Stopwatch.GetTimestamp();
            var lsn = journal.Append(new() { Kind = RecordKind.Published, Message = message, Destinations = destinations });
            waiting.Await(lsn, turn);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return times;
    }

    private static void Row(string who, double perSecond, double perSync, List<double> times)
    {
        times.Sort();
        Console.WriteLine($"| {who} | {perSecond:N0} | {perSync:0.0} | {times[times.Count / 2]:0.00} | {times[times.Count * 99 / 100]:0.00} |");
    }

    private sealed class Nobody : IReplay
    {
        public void Begin(Lsn snapshot)
        {
            // A new journal: nothing follows.
        }

        public void Apply(Lsn lsn, in JournalRecord record)
        {
            // A new journal: nothing comes.
        }
    }
}
