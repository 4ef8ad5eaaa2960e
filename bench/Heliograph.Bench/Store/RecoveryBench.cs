using System.Diagnostics;
using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt;
using Heliograph.Storage;
using Heliograph.Storage.Disks;
using Engine = Heliograph.Broker.Broker;

namespace Heliograph.Bench.Store;

/// <summary>How long a start takes, with the engine restored and ready: from records, and from a snapshot.</summary>
public static class RecoveryBench
{
    private static readonly BrokerOptions Options = new() { SysInterval = TimeSpan.Zero };

    /// <summary>Prints the rows of a table.</summary>
    /// <param name="folder">On the disk in question; what is made there is deleted again.</param>
    /// <param name="millions">Sessions, and queued messages, in millions.</param>
    public static void Run(string folder, int millions)
    {
        Console.WriteLine("| what | journal MB | seconds | heap MB | heap bytes each |");
        Console.WriteLine("|---|---|---|---|---|");
        var sessions = 1_000_000;
        Measure(folder, $"{sessions:N0} sessions, each with a subscription", sessions, WriteSessions);
        Measure(folder, $"{millions},000,000 messages of 64 bytes queued for one session", millions * 1_000_000, WriteQueue);
    }

    private static void Measure(string folder, string what, int count, Action<DurableJournal, int> write)
    {
        var path = Path.Combine(folder, "recovery");
        using (var journal = DurableJournal.Open(new() { Level = DurabilityLevel.Os, PendingBytesMax = 1L << 40 }, new FileDisk(path)))
        {
            var broker = NewBroker(journal);
            journal.Recover(broker.BeginRestoration(), null);
            journal.Attach(OwnerOf(broker));
            write(journal, count);
            journal.CommitOnce(new(2));
        }

        Restart(path, $"{what}, from records", count, writesSnapshot: true);
        Restart(path, $"{what}, from a snapshot", count, writesSnapshot: false);
        Directory.Delete(path, recursive: true);
    }

    private static void Restart(string path, string what, int count, bool writesSnapshot)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        using var journal = DurableJournal.Open(new() { Level = DurabilityLevel.Os }, new FileDisk(path));
        var broker = NewBroker(journal);
        var report = journal.Recover(broker.BeginRestoration(), null);
        broker.CompleteRestoration(report.Latest);
        var seconds = watch.Elapsed.TotalSeconds;
        var heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        journal.Attach(OwnerOf(broker));
        Console.WriteLine($"| {what} | {journal.Statistics().BytesOnDisk >> 20:N0} | {seconds:0.0} | {heap >> 20:N0} | {heap / count:N0} |");
        if (broker.Status().Sessions == 0) throw new InvalidOperationException("nothing came back");
        if (writesSnapshot) journal.WriteSnapshot();
    }

    private static void WriteSessions(DurableJournal journal, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            journal.Append(new() { Kind = RecordKind.SessionOpened, Session = i, ClientId = $"client-{i}", UserName = "user", ExpirySeconds = uint.MaxValue });
            journal.Append(new() { Kind = RecordKind.Subscribed, Session = i, Topic = System.Text.Encoding.UTF8.GetBytes($"devices/{i}/commands"), Options = 1 });
            journal.Append(new() { Kind = RecordKind.SessionDetached, Session = i, At = new(1) });
            if (i % 10_000 == 0) journal.CommitOnce(new(1));
        }
    }

    private static void WriteQueue(DurableJournal journal, int count)
    {
        journal.Append(new() { Kind = RecordKind.SessionOpened, Session = 1, ClientId = "client", ExpirySeconds = uint.MaxValue });
        journal.Append(new() { Kind = RecordKind.SessionDetached, Session = 1, At = new(1) });
        var message = new Message("devices/1/commands"u8, default, new byte[64], QoS.AtLeastOnce, retain: false, Instant.Never, "publisher");
        Destination[] destinations = [new(1, 0, QoS.AtLeastOnce, false, null)];
        for (var i = 1; i <= count; i++)
        {
            journal.Append(new() { Kind = RecordKind.Published, Message = message, Destinations = destinations });
            if (i % 10_000 == 0) journal.CommitOnce(new(1));
        }
    }

    private static Engine NewBroker(IJournal journal) => new(new()
    {
        Options = Options,
        Journal = journal,
        Authorizer = new Everything(),
        Seed = 1,
        StartedAt = new(1),
    });

    private static JournalOwner OwnerOf(Engine broker) => new()
    {
        Now = () => new(2),
        OnDurable = broker.OnDurable,
        WriteState = broker.WriteState,
        OnEvent = _ => { },
    };

    private sealed class Everything : IAuthorizer
    {
        public int RulesVersion => 1;

        public AccessDecision Decide(in AccessRequest request) => new(AccessAnswer.Allowed, "bench");
    }
}
