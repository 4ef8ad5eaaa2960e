using System.Buffers.Binary;
using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt;
using Heliograph.Storage.Disks;

namespace Heliograph.Storage.Tests;

/// <summary>
/// The smallest engine with the broker's habits: messages are published and completed, the state is which of them are
/// there, and a snapshot holds just that. It knows what it did, and so what a recovery must give back.
/// </summary>
internal sealed class ToyEngine : IReplay, IDisposable
{
    private readonly IDisk _disk;
    private readonly StorageOptions _options;
    private readonly List<Deed> _history; // [0] is number 1
    private readonly SortedDictionary<long, Lsn> _there = []; // number of the message, its record
    private readonly Dictionary<long, long> _numbers = []; // the other way round

    public ToyEngine(IDisk disk, StorageOptions options) : this(disk, options, []) { }

    private ToyEngine(IDisk disk, StorageOptions options, List<Deed> history)
    {
        (_disk, _options, _history) = (disk, options, history);
        Journal = DurableJournal.Open(options, disk);
        Report = Journal.Recover(this, progress: null);
        if (_history.Count > Last) _history.RemoveRange((int)Last, _history.Count - (int)Last);
        Owner = new() { Now = () => Now, OnDurable = () => { }, WriteState = WriteState, OnEvent = Events.Add };
        Journal.Attach(Owner);
    }

    public static StorageOptions Small { get; } = new()
    {
        SegmentBytesMin = 4 << 10, SegmentBytesMax = 16 << 10, FreeBytesMin = 0,
        SnapshotAfterBytes = 24 << 10, IdleSnapshotBytes = 8 << 10, CompactBytesMin = 0,
    };

    public DurableJournal Journal { get; }

    public JournalOwner Owner { get; }

    public RecoveryReport Report { get; }

    public List<StorageEvent> Events { get; } = [];

    /// <summary>The number of the last record, from 1.</summary>
    public long Last { get; private set; }

    /// <summary>The number of the last record that is durable.</summary>
    public long Durable
    {
        get
        {
            var durable = Journal.DurableUpTo;
            return _history.FindLastIndex(deed => deed.Lsn <= durable) + 1;
        }
    }

    public IReadOnlyCollection<Lsn> There => _there.Values;

    public Instant Now { get; set; } = new(1_000_000);

    /// <summary>Called between the pieces of a snapshot.</summary>
    public Action? DuringWalk { get; set; }

    public static Message MessageOf(long number, int payloadBytes)
    {
        var payload = new byte[Math.Max(8, payloadBytes)];
        new Random((int)number).NextBytes(payload);
        BinaryPrimitives.WriteInt64LittleEndian(payload, number);
        return new("toy/topic"u8, default, payload, QoS.AtLeastOnce, retain: false, Instant.Never, "toy");
    }

    public Lsn Publish(int payloadBytes)
    {
        var lsn = Journal.Append(new() { Kind = RecordKind.Published, Session = ++Last, Message = MessageOf(Last, payloadBytes) });
        Do(new(lsn, Completes: 0, payloadBytes));
        return lsn;
    }

    /// <summary>Completes the message at an index of those that are there.</summary>
    public Lsn Complete(int index)
    {
        var (number, message) = _there.ElementAt(index);
        var lsn = Journal.Append(new() { Kind = RecordKind.Completed, Session = ++Last, MessageId = message });
        Do(new(lsn, number, PayloadBytes: 0));
        return lsn;
    }

    public void CompleteAll()
    {
        while (_there.Count > 0) Complete(0);
    }

    public bool Commit() => Journal.CommitOnce(Now);

    /// <summary>A new process on the same disk, which must find a state that this one was in.</summary>
    public ToyEngine Restart() => new(_disk, _options, [.. _history]);

    /// <summary>The same on a copy of the disk.</summary>
    public ToyEngine RestartOn(IDisk disk) => new(disk, _options, [.. _history]);

    /// <summary>What a recovery gave back is what the first records did, and every message can be read.</summary>
    public void CheckState()
    {
        var expected = new SortedDictionary<long, Lsn>();
        for (var number = 1; number <= Last; number++)
        {
            var deed = _history[number - 1];
            if (deed.Completes == 0) expected.Add(number, deed.Lsn);
            else expected.Remove(deed.Completes);
        }

        Assert.Equal(expected, _there);
        foreach (var (number, lsn) in expected) Check(Journal.Read(lsn)!, number, _history[(int)number - 1].PayloadBytes);
    }

    public void Begin(Lsn snapshot)
    {
        _there.Clear();
        Last = 0;
    }

    public void Apply(Lsn lsn, in JournalRecord record)
    {
        switch (record.Kind)
        {
            case RecordKind.Numbering:
                Last = record.Session;
                break;
            case RecordKind.Queued:
                Add(record.Session, record.MessageId);
                break;
            default:
                Assert.True(record.Session <= Last + 1, $"after {Last} comes {record.Session}");
                Last = Math.Max(Last, record.Session);
                if (_history.Count > 0) Assert.Equal(_history[(int)record.Session - 1].Lsn, lsn);
                if (record.Kind == RecordKind.Published) Add(record.Session, lsn);
                else Remove(record.MessageId);
                break;
        }
    }

    public void Dispose() => Journal.Dispose();

    private void Do(Deed deed)
    {
        _history.Add(deed);
        if (deed.Completes == 0) Add(Last, deed.Lsn);
        else Remove(_there[deed.Completes]);
    }

    private void Add(long number, Lsn lsn)
    {
        _there[number] = lsn;
        _numbers[lsn.Value] = number;
    }

    private void Remove(Lsn lsn)
    {
        if (_numbers.Remove(lsn.Value, out var number)) _there.Remove(number);
    }

    private void WriteState(IStateWriter writer)
    {
        writer.Begin();
        DuringWalk?.Invoke();
        foreach (var (number, lsn) in _there.ToArray())
        {
            writer.Write(new() { Kind = RecordKind.Queued, Session = number, MessageId = lsn });
            writer.Keep(lsn);
        }

        DuringWalk?.Invoke();
        writer.Write(new() { Kind = RecordKind.Numbering, Session = Last });
    }

    private static void Check(Message message, long number, int payloadBytes) =>
        Assert.True(message.Payload.SequenceEqual(MessageOf(number, payloadBytes).Payload), $"message {number} is another");

    private sealed record Deed(Lsn Lsn, long Completes, int PayloadBytes);
}
