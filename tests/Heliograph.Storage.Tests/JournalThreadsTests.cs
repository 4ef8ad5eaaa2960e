using System.Collections.Concurrent;
using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Storage.Disks;

namespace Heliograph.Storage.Tests;

/// <summary>The journal with its own threads, on a real folder.</summary>
public sealed class JournalThreadsTests : IDisposable
{
    private const int Appenders = 8, RecordsEach = 2_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<StorageEvent> _events = new();
    private readonly object _durable = new();
    private readonly ReaderWriterLockSlim _halfMade = new(); // read: a change is being made; written: a snapshot begins

    public void Dispose()
    {
        _folder.Dispose();
        _halfMade.Dispose();
    }

    [Theory]
    [InlineData(DurabilityLevel.Fsync)]
    [InlineData(DurabilityLevel.Os)]
    [InlineData(DurabilityLevel.None)]
    public void Everything_that_many_threads_append_becomes_durable_and_comes_back(DurabilityLevel level)
    {
        var options = new StorageOptions
        {
            Level = level, SegmentBytesMin = 64 << 10, SegmentBytesMax = 512 << 10, SnapshotAfterBytes = 1 << 20,
        };
        var appended = new ConcurrentDictionary<Lsn, long>();
        using (var journal = Open(options))
        {
            journal.Recover(new Nothing(), progress: null);
            journal.Start(OwnerOf(journal, appended));
            var threads = Enumerable.Range(0, Appenders).Select(appender => new Thread(() =>
            {
                for (var i = 0; i < RecordsEach; i++)
                {
                    var number = (appender * RecordsEach) + i + 1L;
                    var message = ToyEngine.MessageOf(number, 200);
                    _halfMade.EnterReadLock();
                    var lsn = journal.Append(new() { Kind = RecordKind.Published, Session = number, Message = message });
                    Assert.True(appended.TryAdd(lsn, number));
                    _halfMade.ExitReadLock();
                    if (i % 100 == 0) Await(journal, lsn);
                }
            })).ToArray();
            foreach (var thread in threads) thread.Start();
            foreach (var thread in threads) thread.Join();
            Await(journal, appended.Keys.MaxBy(lsn => lsn.Value));
            foreach (var (lsn, number) in appended) Assert.Equal(number, BitConverter.ToInt64(journal.Read(lsn)!.Payload));
        }

        Assert.DoesNotContain(_events, told => told.Kind != StorageEventKind.SnapshotWritten);
        using var again = Open(options);
        var found = new Found();
        var report = again.Recover(found, progress: null);
        Assert.Null(report.TornTail);
        Assert.Equal(appended.Keys.ToHashSet(), found.Messages);
        foreach (var (lsn, number) in appended) Assert.Equal(number, BitConverter.ToInt64(again.Read(lsn)!.Payload));
    }

    [Fact]
    public void What_was_appended_before_a_stop_is_there_after_it()
    {
        using (var journal = Open(new()))
        {
            journal.Recover(new Nothing(), progress: null);
            journal.Start(OwnerOf(journal, []));
            for (var i = 1; i <= 100; i++)
                journal.Append(new() { Kind = RecordKind.Published, Session = i, Message = ToyEngine.MessageOf(i, 50) });
        }

        using var again = Open(new());
        var found = new Found();
        Assert.Null(again.Recover(found, progress: null).TornTail);
        Assert.Equal(100, found.Messages.Count);
    }

    private DurableJournal Open(StorageOptions options) => DurableJournal.Open(options, new FileDisk(_folder.Root));

    private JournalOwner OwnerOf(DurableJournal journal, ConcurrentDictionary<Lsn, long> appended) => new()
    {
        Now = () => new(1),
        OnDurable = () =>
        {
            lock (_durable) Monitor.PulseAll(_durable);
        },
        WriteState = writer =>
        {
            _halfMade.EnterWriteLock();
            writer.Begin();
            _halfMade.ExitWriteLock();
            foreach (var (lsn, number) in appended)
            {
                writer.Write(new() { Kind = RecordKind.Queued, Session = number, MessageId = lsn });
                writer.Keep(lsn);
            }
        },
        OnEvent = _events.Enqueue,
    };

    private void Await(DurableJournal journal, Lsn lsn)
    {
        lock (_durable)
        {
            while (journal.DurableUpTo < lsn) Assert.True(Monitor.Wait(_durable, Patience), "nothing becomes durable");
        }
    }

    private sealed class Nothing : IReplay
    {
        public void Begin(Lsn snapshot) => Assert.Equal(Lsn.None, snapshot);

        public void Apply(Lsn lsn, in JournalRecord record) => Assert.Fail("a new journal holds nothing");
    }

    private sealed class Found : IReplay
    {
        public HashSet<Lsn> Messages { get; } = [];

        public void Begin(Lsn snapshot)
        {
        }

        public void Apply(Lsn lsn, in JournalRecord record) => Messages.Add(lsn == Lsn.None ? record.MessageId : lsn);
    }
}
